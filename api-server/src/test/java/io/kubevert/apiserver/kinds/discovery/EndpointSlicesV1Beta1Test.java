package io.kubevert.apiserver.kinds.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointSlicesV1Beta1Test {
  private final EndpointSlicesV1Beta1 conversion = new EndpointSlicesV1Beta1();

  /** An endpoint as v1beta1 has it, as it is stored, and as v1beta1 shows it then. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{addresses: [a]} | {addresses: [a]} | {addresses: [a]}",
        "{topology: {topology.kubernetes.io/zone: z}} | {zone: z} | {topology: {topology.kubernetes.io/zone: z}}",
        "{topology: {kubernetes.io/hostname: n}} | {nodeName: n} | {nodeName: n, topology: {kubernetes.io/hostname: n}}",
        "{nodeName: m, topology: {kubernetes.io/hostname: n}} | {nodeName: m} | {nodeName: m, topology: {kubernetes.io/hostname: m}}",
        "{topology: {rack: r}} | {deprecatedTopology: {rack: r}} | {topology: {rack: r}}",
      })
  void convertsEndpoints(String given, String stored, String shown) {
    ObjectNode object = conversion.toStored(slice("v1beta1", given));
    assertThat(object).isEqualTo(slice("v1", stored));
    assertThat(conversion.fromStored(object)).isEqualTo(slice("v1beta1", shown));
  }

  private static ObjectNode slice(String version, String endpoint) {
    return Yaml.object(
        "{apiVersion: discovery.k8s.io/" + version + ", endpoints: [" + endpoint + "]}");
  }
}
