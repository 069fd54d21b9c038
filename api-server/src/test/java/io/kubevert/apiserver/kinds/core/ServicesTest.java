package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import io.kubevert.apiserver.kinds.Writes.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {
  private final Writes services =
      new Writes(Services.definition(new AddressRanges(List.of("10.233.0.0/18")), 30000, 32767));

  @Test
  void fillsInWhatIsLeftOut() {
    Outcome outcome = services.create("spec: {selector: {a: b}, ports: [{port: 80}]}");
    assertThat(outcome.faults()).isEmpty();
    ObjectNode expected =
        Yaml.object(
            """
            spec:
              selector: {a: b}
              ports: [{port: 80, protocol: TCP, targetPort: 80}]
              sessionAffinity: None
              type: ClusterIP
              internalTrafficPolicy: Cluster
              ipFamilies: [IPv4]
              ipFamilyPolicy: SingleStack
            status: {loadBalancer: {}}
            """);
    String address = outcome.object().path("spec").path("clusterIP").asText();
    expected.withObject("/spec").put("clusterIP", address).putArray("clusterIPs").add(address);
    assertThat(outcome.object()).isEqualTo(expected);
    assertThat(address).startsWith("10.233.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "sessionAffinity: ClientIP, ports: [{port: 80}] | /sessionAffinityConfig/clientIP/timeoutSeconds | 10800",
        "type: NodePort, ports: [{port: 80}] | /externalTrafficPolicy | Cluster",
        "type: LoadBalancer, ports: [{port: 80}] | /allocateLoadBalancerNodePorts | true",
        "type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}] | /ports/0/nodePort | ''",
        "ports: [{port: 80, targetPort: http}] | /ports/0/targetPort | http",
        "clusterIP: None | /clusterIPs/0 | None",
        "'ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]' | /clusterIPs/1 | ''",
        "clusterIP: None | /ipFamilyPolicy | RequireDualStack",
        "'clusterIP: None, selector: {a: b}' | /ipFamilyPolicy | SingleStack",
        "type: ExternalName, externalName: a.example. | /ipFamilies | ''",
        "type: ExternalName, externalName: a.example | /clusterIPs | ''",
        "clusterIP: 10.233.0.1, ports: [{port: 443}] | /clusterIPs/0 | 10.233.0.1",
      })
  void defaults(String spec, String pointer, String value) {
    Outcome outcome = services.create("spec: {" + spec + "}");
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.object().path("spec").at(pointer).asText()).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "type: ClusterIP | spec.ports: Required value",
        "type: NodePort, ports: [{port: 80, nodePort: 8080}] | spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767",
        "ports: [{port: 80, nodePort: 30080}] | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        "ports: [{port: 70000, targetPort: 80}] | spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "ports: [{port: 80}, {port: 81, name: b}] | spec.ports[0].name: Required value",
        "ports: [{port: 80, name: a}, {port: 81, name: a}] | spec.ports[1].name: Duplicate value: \"a\"",
        "ports: [{port: 80, name: a}, {port: 80, name: b}] | spec.ports[1]: Duplicate value: {\"port\":80,\"protocol\":\"TCP\"}",
        "ports: [{port: 80, protocol: ICMP}] | spec.ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
        "type: NodePort, ports: [{port: 80, nodePort: 30001, name: a}, {port: 81, nodePort: 30001, name: b}] | spec.ports[1].nodePort: Duplicate value: 30001",
        "clusterIP: 1.1.1.1, ports: [{port: 80}] | spec.clusterIPs: Invalid value: [\"1.1.1.1\"]: failed to allocate IP 1.1.1.1: the provided IP (1.1.1.1) is not in the valid range. The range of valid IPs is 10.233.0.0/18",
        "clusterIP: foo, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: \"foo\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        "type: NodePort, clusterIP: None, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services",
        "type: LoadBalancer, clusterIP: None, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for LoadBalancer services",
        "type: ExternalName | spec.externalName: Required value",
        "type: ExternalName, externalName: a, clusterIP: 10.233.0.9 | spec.clusterIPs: Forbidden: may not be set for ExternalName services",
        "externalTrafficPolicy: Local, ports: [{port: 80}] | spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services",
        "healthCheckNodePort: 30000, ports: [{port: 80}] | spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        "loadBalancerSourceRanges: [1.2.3.0/24], ports: [{port: 80}] | spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "loadBalancerClass: a/b, ports: [{port: 80}] | spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "allocateLoadBalancerNodePorts: true, ports: [{port: 80}] | spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 90000}}, ports: [{port: 80}] | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400",
        "type: Foo, ports: [{port: 80}] | spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
        "ipFamilies: [IPv6], ports: [{port: 80}] | spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster",
        "ipFamilyPolicy: RequireDualStack, ports: [{port: 80}] | spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services",
        "clusterIP: fd00::1, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on this cluster",
        "externalIPs: [127.0.0.1], ports: [{port: 80}] | spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
      })
  void refuses(String spec, String fault) {
    assertThat(services.create("spec: {" + spec + "}").faults()).containsExactly(fault);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "clusterIP: 10.233.0.9, ports: [{port: 80}] | clusterIP: None, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set",
        "type: LoadBalancer, loadBalancerClass: a/b, ports: [{port: 80}] | type: LoadBalancer, loadBalancerClass: a/c, ports: [{port: 80}] | spec.loadBalancerClass: Invalid value: \"a/c\": may not change once set",
        "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30100, ports: [{port: 80}] | type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30101, ports: [{port: 80}] | spec.healthCheckNodePort: Forbidden: field is immutable",
      })
  void refusesChanges(String before, String after, String fault) {
    ObjectNode old = services.create("spec: {" + before + "}").object();
    assertThat(services.update(old, "spec: {" + after + "}").faults()).containsExactly(fault);
  }

  @Test
  void givesAnAddressAndAPortToOneServiceOnly() {
    String spec =
        "spec: {type: NodePort, clusterIP: 10.233.0.3, ports: [{port: 53, nodePort: 30053}]}";
    ObjectNode first = services.create(spec).object();
    assertThat(services.create(spec).faults())
        .containsExactly(
            "spec.clusterIPs: Invalid value: [\"10.233.0.3\"]: failed to allocate IP 10.233.0.3:"
                + " provided IP is already allocated",
            "spec.ports[0].nodePort: Invalid value: 30053: provided port is already allocated");
    services.definition().strategy().deleted(first);
    assertThat(services.create(spec).faults()).isEmpty();
  }

  @Test
  void sharesOneNodePortBetweenTheProtocolsOfAPort() {
    ObjectNode dns =
        services
            .create(
                "spec: {type: NodePort, ports: [{name: u, port: 53, protocol: UDP},"
                    + " {name: t, port: 53}, {name: m, port: 9153}]}")
            .object();
    var ports = dns.path("spec").path("ports");
    assertThat(ports.get(0).path("nodePort")).isEqualTo(ports.get(1).path("nodePort"));
    assertThat(ports.get(2).path("nodePort")).isNotEqualTo(ports.get(0).path("nodePort"));
  }

  @Test
  void keepsWhatWasAllocatedWhenTheManifestIsAppliedAgain() {
    String manifest = "spec: {type: NodePort, ports: [{port: 80}]}";
    ObjectNode old = services.create(manifest).object();
    Outcome replaced = services.update(old, manifest);
    assertThat(replaced.faults()).isEmpty();
    assertThat(replaced.object()).isEqualTo(old);
  }

  @Test
  void givesBackWhatTheNewTypeHasNoUseFor() {
    ObjectNode old =
        services
            .create(
                "spec: {type: NodePort, clusterIP: 10.233.0.7, ports: [{port: 80, nodePort: 30007}]}")
            .object();
    ObjectNode plain = old.deepCopy();
    plain.withObject("/spec").put("type", "ClusterIP");
    Outcome changed = services.update(old, plain);
    assertThat(changed.faults()).isEmpty();
    assertThat(changed.object().at("/spec/ports/0").has("nodePort")).isFalse();
    ObjectNode name = changed.object().deepCopy();
    name.withObject("/spec").put("type", "ExternalName").put("externalName", "db.example");
    Outcome external = services.update(changed.object(), name);
    assertThat(external.faults()).isEmpty();
    assertThat(external.object().path("spec").has("clusterIP")).isFalse();
    assertThat(
            services
                .create(
                    "spec: {type: NodePort, clusterIP: 10.233.0.7,"
                        + " ports: [{port: 80, nodePort: 30007}]}")
                .faults())
        .isEmpty();
  }

  @Test
  void givesALocalLoadBalancerAHealthCheckPort() {
    ObjectNode service =
        services
            .create("spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}")
            .object();
    assertThat(service.at("/spec/healthCheckNodePort").asInt()).isBetween(30000, 32767);
    ObjectNode cluster = service.deepCopy();
    cluster.withObject("/spec").put("externalTrafficPolicy", "Cluster");
    Outcome changed = services.update(service, cluster);
    assertThat(changed.faults()).isEmpty();
    assertThat(changed.object().at("/spec/healthCheckNodePort").isMissingNode()).isTrue();
  }
}
