package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.kinds.ClusterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is started again with other ranges of cluster IPs. */
class DefaultServiceCidrTest {
  private static final String CIDRS = "get servicecidr kubernetes -o jsonpath={.spec.cidrs[*]}";
  private static final String REASON = "KubernetesDefaultServiceCIDRInconsistent";
  private static final String DUAL =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: both}
      spec: {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void aSecondFamilyIsAddedAndNothingElseIsChanged() throws Exception {
    assertThat(server.run(CIDRS)).isEqualTo("10.233.0.0/18");
    server.restart(ranges("10.233.0.0/18,fd00:10:233::/112"));
    assertThat(server.run(CIDRS)).isEqualTo("10.233.0.0/18 fd00:10:233::/112");
    assertThat(server.run("wait --for=condition=Ready servicecidr/kubernetes --timeout=30s"))
        .contains("condition met");
    assertThat(server.run(DUAL, "create -f - -o jsonpath={.spec.clusterIPs[1]}"))
        .startsWith("fd00:10:233::");
    server.restart(ranges("10.233.0.0/18"));
    assertThat(server.run(CIDRS)).isEqualTo("10.233.0.0/18 fd00:10:233::/112");
    assertThat(server.run("get events --field-selector=reason=" + REASON))
        .contains(
            "Warning",
            "servicecidr/kubernetes",
            "The default ServiceCIDR [10.233.0.0/18, fd00:10:233::/112] does not match the"
                + " controller flag configurations [10.233.0.0/18]");
  }

  private static ClusterSettings ranges(String cidrs) {
    return new ClusterSettings(cidrs, 30000, 32767);
  }
}
