package io.kubevert.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.kubevert.apiserver.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodingTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: text | string into field spec of type ServiceSpec",
        "spec: {ports: {a: b}} | object into field spec.ports of type list",
        "spec: {ports: [null]} | null into field spec.ports[0] of type ServicePort",
        "spec: {ports: [{port: '80'}]} | string into field spec.ports[0].port of type int32",
        "spec: {ports: [{port: 80.5}]} | number 80.5 into field spec.ports[0].port of type int32",
        "spec: {ports: [{port: 9999999999}]} | number 9999999999 into field spec.ports[0].port of type int32",
        "spec: {ports: [{targetPort: {}}]} | object into field spec.ports[0].targetPort of type int-or-string",
        "spec: {selector: {a: 1}} | number 1 into field spec.selector.a of type string",
        "spec: {publishNotReadyAddresses: 'yes'} | string into field spec.publishNotReadyAddresses of type boolean",
        "metadata: {labels: [a]} | array into field metadata.labels of type map",
      })
  void refusesWrongTypes(String service, String fault) {
    assertThatThrownBy(() -> Decoding.decode(Yaml.object(service), new JavaSchema(Service.class)))
        .hasMessage("json: cannot unmarshal " + fault);
  }

  @Test
  void dropsNullsAndUnknownFields() {
    ObjectNode pod =
        Yaml.object(
            "{metadata: {name: a, creationTimestamp: null}, spec: {nodeName: null, containers:"
                + " [{name: c, ports: null, resources: {limits: {cpu: 1}}}]}, other: [1]}");
    Decoding.decode(pod, new JavaSchema(Pod.class));
    assertThat(pod)
        .isEqualTo(
            Yaml.object(
                "{metadata: {name: a}, spec: {containers: [{name: c, resources: {limits: {cpu:"
                    + " '1'}}}]}}"));
  }
}
