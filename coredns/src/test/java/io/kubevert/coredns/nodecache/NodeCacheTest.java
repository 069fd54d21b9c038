package io.kubevert.coredns.nodecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cluster server and cache side by side on one node, as on the master. */
class NodeCacheTest {
  private static final String NODE = "192.0.2.1";
  private static final String CACHE = "169.254.25.10";

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private ScratchNamespace namespace;
  private Vertx vertx;

  @BeforeEach
  void enter() throws Exception {
    namespace = ScratchNamespace.create("dns-node-" + ProcessHandle.current().pid());
    namespace.run("ip", "address", "add", NODE + "/32", "dev", "lo");
    vertx = namespace.vertx();
    Objects.put(controlPlane, "{\"kind\": \"Namespace\", \"metadata\": {\"name\": \"default\"}}");
    Objects.put(
        controlPlane,
        """
        {"kind": "Service", "metadata": {"namespace": "default", "name": "web"},
         "spec": {"clusterIP": "10.233.0.7", "clusterIPs": ["10.233.0.7"], "ports": [{"port": 80}]}}
        """);
  }

  @AfterEach
  void leave() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    namespace.close();
  }

  @Test
  void theCacheAsksTheClusterServerOnceAndShowsItsHits() throws Exception {
    deploy(CoreDnsConfig.cluster("master", NODE));
    deploy(CoreDnsConfig.nodeCache("master", NODE, CACHE, NODE));

    assertThat(dig("web.default.svc.cluster.local")).isEqualTo("10.233.0.7");
    assertThat(dig("web.default.svc.cluster.local")).isEqualTo("10.233.0.7");
    assertThat(dig("+tcp", "web.default.svc.cluster.local")).isEqualTo("10.233.0.7");
    for (String page : List.of(":9253", ":9353")) {
      assertThat(metrics(CACHE + page))
          .contains("coredns_cache_hits_total{server=\"dns://169.254.25.10:53\",type=\"success\"");
    }
    assertThat(metrics(NODE + ":9153"))
        .containsPattern("coredns_dns_requests_total\\{[^}]*type=\"A\"[^}]*} 1.0");
    assertThat(namespace.run("curl", "-s", "http://" + CACHE + ":8080/health")).isEqualTo("OK");
    assertThat(namespace.run("curl", "-s", "http://" + NODE + ":8181/ready")).isEqualTo("OK");

    Eventually.holds(vertx, () -> controlPlane.list(ResourceTypes.PODS).size() == 2);
  }

  @Test
  void whileTheClusterServerIsDownTheFirstTryIsAnsweredWithAFailure() throws Exception {
    deploy(CoreDnsConfig.nodeCache("master", NODE, CACHE, NODE));
    assertThat(
            namespace.run(
                "dig", "+tries=1", "+time=4", "@" + CACHE, "web.default.svc.cluster.local"))
        .contains("status: SERVFAIL");

    deploy(CoreDnsConfig.cluster("master", NODE));
    Eventually.holds(vertx, () -> dig("web.default.svc.cluster.local").equals("10.233.0.7"));
  }

  private void deploy(CoreDnsConfig config) throws Exception {
    vertx.deployVerticle(new CoreDns(config, controlPlane)).await(30, TimeUnit.SECONDS);
  }

  private String dig(String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "dig";
    all[1] = "+short";
    all[2] = "@" + CACHE;
    System.arraycopy(words, 0, all, 3, words.length);
    return namespace.run(all).strip();
  }

  private String metrics(String address) {
    return namespace.run("curl", "-s", "http://" + address + "/metrics");
  }
}
