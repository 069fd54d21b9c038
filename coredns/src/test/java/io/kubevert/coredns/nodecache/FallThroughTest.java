package io.kubevert.coredns.nodecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
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

/**
 * Real packets from a pod and from the node itself to the address of the node's cache, whose
 * process is killed. The cluster's server is on another node.
 */
class FallThroughTest {
  private static final String CACHE = "169.254.25.10";
  private static final String SERVER = "192.0.2.1";
  private static final String HITS = "coredns_cache_hits_total";

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private final long id = ProcessHandle.current().pid();
  private final ScratchNamespace master = ScratchNamespace.create("dns-fall-m-" + id);
  private final ScratchNamespace node = ScratchNamespace.create("dns-fall-n-" + id);
  private final ScratchNamespace pod = ScratchNamespace.create("dns-fall-p-" + id);
  private final Vertx vertx = master.vertx();
  private CacheProcess cache;

  @BeforeEach
  void connect() throws Exception {
    connect(node, "eth0", "192.0.2.9/24", master, SERVER + "/24");
    connect(node, "pod0", "10.233.65.1/24", pod, "10.233.65.5/24");
    pod.run("ip", "route", "add", "default", "via", "10.233.65.1");
    master.run("ip", "route", "add", "10.233.65.0/24", "via", "192.0.2.9");
    node.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
    Objects.put(controlPlane, "{\"kind\": \"Namespace\", \"metadata\": {\"name\": \"default\"}}");
    Objects.put(
        controlPlane,
        """
        {"kind": "Service", "metadata": {"namespace": "default", "name": "web"},
         "spec": {"clusterIP": "10.233.0.7", "clusterIPs": ["10.233.0.7"], "ports": [{"port": 80}]}}
        """);
    vertx
        .deployVerticle(new CoreDns(CoreDnsConfig.cluster("master", SERVER), controlPlane))
        .await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void leave() throws Exception {
    if (cache != null) {
      cache.kill();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
    List.of(pod, node, master).forEach(ScratchNamespace::close);
  }

  @Test
  void questionsAreAnsweredWhileTheCacheIsDeadAndByItWhenItIsBack() throws Exception {
    cache = CacheProcess.start(node.name(), CACHE, SERVER);
    Eventually.holds(vertx, () -> rules().contains("dnat"));
    assertThat(rules()).contains("flags owner").contains("notrack");
    allAreAnswered();
    assertThat(metrics()).contains(HITS);

    cache.kill();
    Eventually.holds(vertx, () -> !rules().contains("notrack"));
    allAreAnswered();

    cache = CacheProcess.start(node.name(), CACHE, SERVER);
    allAreAnswered();
    assertThat(metrics()).contains(HITS);
  }

  private void allAreAnswered() {
    for (ScratchNamespace client : List.of(pod, node)) {
      assertThat(dig(client, "+notcp")).isEqualTo("10.233.0.7");
      assertThat(dig(client, "+tcp")).isEqualTo("10.233.0.7");
    }
  }

  private static String dig(ScratchNamespace client, String how) {
    return client
        .run("dig", "+short", "+time=2", how, "@" + CACHE, "web.default.svc.cluster.local")
        .strip();
  }

  private String rules() {
    return node.run("nft", "list", "ruleset");
  }

  private String metrics() {
    return node.run("curl", "-s", "http://" + CACHE + ":9253/metrics");
  }

  private static void connect(
      ScratchNamespace one, String link, String address, ScratchNamespace other, String peer) {
    one.run(
        "ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", other.name());
    one.run("ip", "address", "add", address, "dev", link);
    other.run("ip", "address", "add", peer, "dev", "eth0");
    one.run("ip", "link", "set", link, "up");
    other.run("ip", "link", "set", "eth0", "up");
  }
}
