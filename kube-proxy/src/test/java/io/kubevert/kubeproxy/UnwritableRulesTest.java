package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.network.NodeNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the kernel takes no rules, balancers are told to send elsewhere. */
class UnwritableRulesTest {
  private ProxiedNode node;

  @BeforeEach
  void start() {
    node = new ProxiedNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aNodeWhoseRulesCannotBeWrittenIsNoTargetUntilTheyCan() throws Exception {
    node.put(
        ServiceObject.named("lb", "10.233.1.1")
            .tcp(80)
            .healthCheckNodePort(30_001)
            .loadBalancer("203.0.113.1", "VIP")
            .externalPolicy("Local"));
    node.put(SliceObject.of("lb").ready("10.233.64.11", NODE));
    node.settle();
    eventually(() -> balancersAnswer().endsWith(" 200"));
    assertThat(codes()).isEqualTo("200 200");

    node.log().failNext(Integer.MAX_VALUE);
    node.put(ServiceObject.named("unwritten", "10.233.1.2").tcp(80));
    eventually(() -> codes().equals("503 503"));
    assertThat(balancersAnswer())
        .contains("\"localEndpoints\": 1", "\"serviceProxyHealthy\": false")
        .endsWith(" 503");

    node.log().failNext(0);
    eventually(() -> codes().equals("200 200"));
    assertThat(balancersAnswer()).endsWith(" 200");
    node.settle();
  }

  /** Those of {@code /healthz} and {@code /livez}. */
  private String codes() {
    return code("/healthz") + " " + code("/livez");
  }

  private String code(String path) {
    return node.get(node.proxy().healthzPort(), path, "-o", "/dev/null", "-w", "%{http_code}");
  }

  /** What a balancer reads, and the answer's code. */
  private String balancersAnswer() {
    return node.host("outside")
        .namespace()
        .run(
            "sh",
            "-c",
            "curl -sS -w ' %%{http_code}' http://%s:30001/ 2>&1 || true"
                .formatted(NodeNetwork.NODE_IP));
  }
}
