package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import io.kubevert.apiserver.kinds.Writes.Outcome;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services of a cluster that has addresses of both families. */
class ServiceFamiliesTest {
  private static final String TWO =
      "ipFamilyPolicy: PreferDualStack, clusterIPs: [10.233.0.9, 'fd00::9'], ports: [{port: 80}]";

  private final AddressRanges ranges = new AddressRanges(List.of("10.233.0.0/24", "fd00::/120"));
  private final Writes services = new Writes(Services.definition(ranges, 30000, 32767));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ports: [{port: 80}] | 10.233.0. | SingleStack",
        "ipFamilyPolicy: PreferDualStack, ports: [{port: 80}] | 10.233.0.,fd00:: | PreferDualStack",
        "ipFamilyPolicy: RequireDualStack, ports: [{port: 80}] | 10.233.0.,fd00:: | RequireDualStack",
        "ipFamilies: [IPv6], ports: [{port: 80}] | fd00:: | SingleStack",
        "clusterIP: 'fd00::7', ports: [{port: 80}] | fd00::7 | SingleStack",
        "ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6, IPv4], ports: [{port: 80}] | fd00::,10.233.0. | RequireDualStack",
        "ipFamilyPolicy: PreferDualStack, clusterIP: 'fd00::7', ports: [{port: 80}] | fd00::7,10.233.0. | PreferDualStack",
        "ipFamilyPolicy: PreferDualStack, clusterIPs: [10.233.0.5, 'fd00::7'], ports: [{port: 80}] | 10.233.0.5,fd00::7 | PreferDualStack",
        "ipFamilyPolicy: PreferDualStack, clusterIP: None, selector: {a: b} | None | PreferDualStack",
      })
  void givesAnAddressOfEachFamily(String spec, String starts, String policy) {
    Outcome outcome = services.create("spec: {" + spec + "}");
    assertThat(outcome.faults()).isEmpty();
    assertStarts(outcome.object(), starts);
    assertThat(outcome.object().at("/spec/ipFamilyPolicy").asText()).isEqualTo(policy);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ipFamilies: [IPv4, IPv6], ports: [{port: 80}] | spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
        "ipFamilyPolicy: PreferDualStack, clusterIPs: [10.233.0.5, 10.233.0.6], ports: [{port: 80}] | spec.clusterIPs: Invalid value: [\"10.233.0.5\",\"10.233.0.6\"]: may specify no more than one IP for each IP family",
        "ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4, IPv6], clusterIPs: ['fd00::7'], ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: \"fd00::7\": expected an IPv4 value as indicated by `ipFamilies[0]`",
        "ipFamilyPolicy: Both, ports: [{port: 80}] | spec.ipFamilyPolicy: Unsupported value: \"Both\": supported values: \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\"",
        "clusterIP: 'fd00::1:0', ports: [{port: 80}] | spec.clusterIPs: Invalid value: [\"fd00::1:0\"]: failed to allocate IP fd00::1:0: the provided IP (fd00::1:0) is not in the valid range. The range of valid IPs is 10.233.0.0/24,fd00::/120",
      })
  void refuses(String spec, String fault) {
    assertThat(services.create("spec: {" + spec + "}").faults()).contains(fault);
  }

  /** What is written of the spec beside what the stored Service says, and what comes of it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{metadata: {labels: {a: b}}} | 10.233.0.9,fd00::9",
        "{spec: {ipFamilyPolicy: SingleStack}} | 10.233.0.9",
        "{spec: {ipFamilyPolicy: SingleStack, clusterIPs: [10.233.0.9]}} | 10.233.0.9",
        "{spec: {ipFamilyPolicy: SingleStack, clusterIPs: [10.233.0.9], ipFamilies: [IPv4]}} | 10.233.0.9",
        "{spec: {ipFamilyPolicy: RequireDualStack}} | 10.233.0.9,fd00::9",
      })
  void keepsOrReleasesTheSecondAddress(String change, String starts) {
    ObjectNode old = services.create("spec: {" + TWO + "}").object();
    Outcome outcome = services.update(old, merged(old, change));
    assertThat(outcome.faults()).isEmpty();
    assertStarts(outcome.object(), starts);
    assertThat(outcome.object().at("/spec/ipFamilies")).hasSize(starts.split(",").length);
    boolean released = !starts.contains("fd00");
    assertThat(ranges.take(InetAddress.ofLiteral("fd00::9")).isEmpty()).isEqualTo(released);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{spec: {clusterIPs: [10.233.0.9]}} | spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be 'SingleStack' to release the secondary cluster IP",
        "{spec: {ipFamilies: [IPv4]}} | spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be 'SingleStack' to release the secondary IP family",
        "{spec: {clusterIPs: [10.233.0.9, 'fd00::8']}} | spec.clusterIPs[1]: Invalid value: [\"10.233.0.9\",\"fd00::8\"]: may not change once set",
        "{spec: {ipFamilies: [IPv6, IPv4]}} | spec.ipFamilies[0]: Invalid value: [\"IPv6\",\"IPv4\"]: may not change once set",
      })
  void refusesChanges(String change, String fault) {
    ObjectNode old = services.create("spec: {" + TWO + "}").object();
    assertThat(services.update(old, merged(old, change)).faults()).contains(fault);
  }

  @Test
  void addsTheSecondAddressWhenThePolicyAsksForIt() {
    ObjectNode old = services.create("spec: {clusterIP: 10.233.0.9, ports: [{port: 80}]}").object();
    Outcome outcome =
        services.update(old, merged(old, "{spec: {ipFamilyPolicy: PreferDualStack}}"));
    assertThat(outcome.faults()).isEmpty();
    assertStarts(outcome.object(), "10.233.0.9,fd00::");
  }

  @Test
  void keepsWhatItHasWhenTheClusterGetsAnotherFamily() {
    AddressRanges one = new AddressRanges(List.of("10.234.0.0/24"));
    Writes writes = new Writes(Services.definition(one, 30000, 32767));
    ObjectNode old =
        writes.create("spec: {ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]}").object();
    one.add("fd00::/120");
    Outcome touched = writes.update(old, merged(old, "{metadata: {labels: {a: b}}}"));
    assertStarts(touched.object(), "10.234.0.");
    Outcome asked = writes.update(old, merged(old, "{spec: {ipFamilyPolicy: RequireDualStack}}"));
    assertStarts(asked.object(), "10.234.0.,fd00::");
  }

  private static ObjectNode merged(ObjectNode old, String change) {
    ObjectNode next = old.deepCopy();
    for (var part : Yaml.object(change).properties()) {
      next.withObject("/" + part.getKey()).setAll((ObjectNode) part.getValue());
    }
    return next;
  }

  private static void assertStarts(ObjectNode service, String starts) {
    JsonNode addresses = service.at("/spec/clusterIPs");
    String[] wanted = starts.split(",");
    assertThat(addresses).hasSize(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(addresses.get(i).asText()).startsWith(wanted[i]);
    }
    assertThat(service.at("/spec/clusterIP")).isEqualTo(addresses.get(0));
  }
}
