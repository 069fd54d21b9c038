package io.kubevert.apiserver.kinds.networking;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.kinds.Writes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPoliciesTest {
  private final Writes policies = new Writes(NetworkPolicies.definition());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ingress: [{from: [{}]}] | spec.ingress[0].from[0]: Required value: must specify a peer",
        "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}] | spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer",
        "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/9]}}]}] | spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/9\": must be a strict subset of `cidr`",
        "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}] | spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of `cidr`",
        "ingress: [{ports: [{port: 80, endPort: 79}]}] | spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`",
        "ingress: [{ports: [{port: http, endPort: 79}]}] | spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is non-numeric",
        "ingress: [{ports: [{endPort: 79}]}] | spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is not specified",
        "policyTypes: [Ingress, Egress, Ingress] | spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Ingress\"]: may not specify more than two policyTypes",
        "policyTypes: [Other] | spec.policyTypes[0]: Unsupported value: \"Other\": supported values: \"Egress\", \"Ingress\"",
      })
  void refuses(String spec, String fault) {
    assertThat(policies.create("spec: {podSelector: {}, " + spec + "}").faults())
        .containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "podSelector: {} | [\"Ingress\"]",
        "podSelector: {}, egress: [{}] | [\"Ingress\",\"Egress\"]",
        "podSelector: {}, egress: [] | [\"Ingress\"]",
        "podSelector: {}, policyTypes: [Egress] | [\"Egress\"]",
      })
  void directionsFollowFromTheRules(String spec, String types) {
    assertThat(policies.create("spec: {" + spec + "}").object().at("/spec/policyTypes"))
        .hasToString(types);
  }
}
