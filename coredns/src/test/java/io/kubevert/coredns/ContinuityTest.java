package io.kubevert.coredns;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Crowd;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.WholeFile;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/**
 * Questions without a pause while servers, Corefiles, upstream servers and Services come and go:
 * none is lost, none is answered wrongly. Each server has a Vert.x, and so sockets, of its own, as
 * processes have.
 */
class ContinuityTest {
  private static final String NODE = "192.0.2.1";
  private static final String CACHE = "169.254.25.10";
  private static final int SERVICES = 200;
  private static final int ENOUGH = 3_000;
  private static final int MILLIS_BETWEEN_CHANGES = 10;

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private ScratchNamespace namespace;
  private Vertx first;
  private Vertx second;
  private Crowd crowd;

  @TempDir private Path directory;

  @BeforeEach
  void enter() throws Exception {
    namespace = ScratchNamespace.create("dns-on-" + ProcessHandle.current().pid());
    namespace.run("ip", "address", "add", NODE + "/32", "dev", "lo");
    first = namespace.vertx(new VertxOptions().setPreferNativeTransport(true));
    second = namespace.vertx(new VertxOptions().setPreferNativeTransport(true));
    Objects.put(controlPlane, "{\"kind\": \"Namespace\", \"metadata\": {\"name\": \"default\"}}");
    for (int i = 0; i < SERVICES; i++) {
      service("web-" + i, "10.233.1." + i);
    }
  }

  @AfterEach
  void leave() throws Exception {
    if (crowd != null) {
      crowd.stop();
    }
    namespace.close();
  }

  @Test
  void theClusterServerThroughChangesUpstreamLossReloadAndRestart() throws Exception {
    FakeUpstream lost = upstream();
    FakeUpstream other = upstream();
    Path corefile = Files.writeString(directory.resolve("Corefile"), corefile("", lost, other));
    String old = deploy(first, config(corefile));
    crowd = crowd(NODE, ContinuityTest::question);
    long changes =
        first.setPeriodic(
            MILLIS_BETWEEN_CHANGES, tick -> first.executeBlocking(this::changeAService));
    more();

    lost.close();
    more();

    String before = metrics();
    WholeFile.replace(corefile, corefile("whoami", lost, other));
    Eventually.holds(first, () -> metrics().contains("name=\"whoami\""));
    assertThat(before).doesNotContain("name=\"whoami\"");
    more();

    deploy(second, config(corefile));
    more();
    first.undeploy(old).await(20, TimeUnit.SECONDS);
    more();

    first.cancelTimer(changes);
    assertThat(crowd.stop()).isEmpty();
  }

  @Test
  void aNodesCacheThroughItsOwnRestartAndTheClusterServers() throws Exception {
    String server = deploy(first, CoreDnsConfig.cluster("master", NODE));
    CoreDnsConfig cache = CoreDnsConfig.nodeCache("master", NODE, CACHE, NODE);
    String old = deploy(first, cache);
    crowd = crowd(CACHE, ContinuityTest::anyService);
    more();

    deploy(second, cache);
    more();
    first.undeploy(old).await(20, TimeUnit.SECONDS);
    more();

    deploy(second, CoreDnsConfig.cluster("master", NODE));
    first.undeploy(server).await(20, TimeUnit.SECONDS);
    more();

    assertThat(crowd.stop()).isEmpty();
  }

  private FakeUpstream upstream() {
    return namespace.call(
        () ->
            FakeUpstream.start(
                first,
                asked ->
                    FakeUpstream.answer(
                        asked, asked.getQuestion().getName() + " 300 IN A 192.0.2.80")));
  }

  private static String corefile(String more, FakeUpstream one, FakeUpstream other) {
    return """
        .:53 {
            errors
            %s
            kubernetes cluster.local
            prometheus :9153
            forward . 127.0.0.1:%d 127.0.0.1:%d
            cache 300 {
                disable success cluster.local
                disable denial cluster.local
            }
            reload 2s 1s
            loadbalance
        }
        """
        .formatted(more, one.port(), other.port());
  }

  private static CoreDnsConfig config(Path corefile) {
    return new CoreDnsConfig(
        new CorefileSource.File(corefile),
        "master",
        NODE,
        CoreDnsConfig.Role.CLUSTER,
        List.of(NODE),
        NODE,
        Optional.empty(),
        Map.of(),
        false);
  }

  private String deploy(Vertx vertx, CoreDnsConfig config) throws Exception {
    return vertx.deployVerticle(new CoreDns(config, controlPlane)).await(20, TimeUnit.SECONDS);
  }

  private Crowd crowd(String address, Supplier<Crowd.Question> questions) {
    return Crowd.ask(
        new InetSocketAddress(address, 53), () -> namespace.call(DatagramSocket::new), questions);
  }

  /** Waits until some thousand more questions were answered. */
  private void more() throws Exception {
    long enough = crowd.answered() + ENOUGH;
    Eventually.holds(first, () -> crowd.answered() >= enough);
  }

  private String metrics() {
    return namespace.run("curl", "-s", "http://" + NODE + ":9153/metrics");
  }

  /** What the cluster's server is asked: Services that stay, one that changes, another zone. */
  private static Crowd.Question question() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return switch (random.nextInt(10)) {
      case 0 ->
          new Crowd.Question(
              Name.fromConstantString("host-%d.example.org.".formatted(random.nextInt(ENOUGH))),
              answer -> has(answer, "192.0.2.80"));
      case 1 ->
          new Crowd.Question(
              Name.fromConstantString("changing.default.svc.cluster.local."),
              ContinuityTest::isOneStateOrAnother);
      default -> anyService();
    };
  }

  private static Crowd.Question anyService() {
    int number = ThreadLocalRandom.current().nextInt(SERVICES);
    return new Crowd.Question(
        Name.fromConstantString("web-" + number + ".default.svc.cluster.local."),
        answer -> has(answer, "10.233.1." + number));
  }

  /** It is not there, or has the one pair of addresses or the other, never one of each. */
  private static boolean isOneStateOrAnother(Message answer) {
    return answer.getRcode() == Rcode.NXDOMAIN
        || has(answer, "10.233.2.1", "10.233.2.2")
        || has(answer, "10.233.3.1", "10.233.3.2");
  }

  private static boolean has(Message answer, String... addresses) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(ARecord.class::isInstance)
        .map(item -> ((ARecord) item).getAddress().getHostAddress())
        .collect(Collectors.toSet())
        .equals(Set.of(addresses));
  }

  private Void changeAService() throws IOException {
    switch (ThreadLocalRandom.current().nextInt(3)) {
      case 0 -> service("changing", "10.233.2.1", "10.233.2.2");
      case 1 -> service("changing", "10.233.3.1", "10.233.3.2");
      default -> controlPlane.delete(ResourceTypes.SERVICES, new ObjectKey("default", "changing"));
    }
    return null;
  }

  private void service(String name, String... addresses) throws IOException {
    Objects.put(
        controlPlane,
        """
        {"kind": "Service", "metadata": {"namespace": "default", "name": "%s"},
         "spec": {"clusterIP": "%s", "clusterIPs": ["%s"], "ports": [{"port": 80}]}}
        """
            .formatted(name, addresses[0], String.join("\", \"", addresses)));
  }
}
