package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Crowd;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.coredns.testing.WholeFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Traffic while nothing is heard of the API server: what was known once stays true. */
class ApiServerGoneTest {
  private static final Name WEB = Name.fromConstantString("web.default.svc.cluster.local.");
  private static final int ENOUGH_REFUSALS = 5;
  private static final int ENOUGH_ANSWERS = 2_000;
  private static final String COREFILE =
      """
      .:0 {
          kubernetes cluster.local in-addr.arpa {
              startup_timeout 100ms
          }
          hosts {
              192.0.2.80 elsewhere.test
              fallthrough
          }
      }
      """;

  private static final String RELOAD = "reloading.test:0 {\n    reload 2s 1s\n}\n";

  private final FakeControlPlane cluster =
      new FakeControlPlane(Duration.ofMillis(50), FakeControlPlane.EventDelivery.RELIABLE);
  private final Severable controlPlane = new Severable(cluster);
  private Vertx vertx;

  @BeforeEach
  void fill() throws IOException {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    Objects.put(cluster, "{\"kind\": \"Namespace\", \"metadata\": {\"name\": \"default\"}}");
    service("web", "10.233.0.7");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void answersGoOnFromTheLastKnownStateUntilTheNewOneIsHeardOf() throws Exception {
    try (TestServer server = TestServer.start(vertx, COREFILE, controlPlane)) {
      assertThat(address(server.ask("web.default.svc.cluster.local.", "A")))
          .isEqualTo("10.233.0.7");
      Crowd crowd =
          Crowd.ask(
              new InetSocketAddress("127.0.0.1", server.port()),
              DatagramSocket::new,
              () -> new Crowd.Question(WEB, answer -> address(answer).equals("10.233.0.7")));

      controlPlane.sever();
      service("later", "10.233.0.8");
      Eventually.holds(vertx, () -> controlPlane.refusals() >= ENOUGH_REFUSALS);
      long before = crowd.answered();
      Eventually.holds(vertx, () -> crowd.answered() > before + ENOUGH_ANSWERS);

      controlPlane.mend();
      Eventually.holds(
          vertx,
          () -> address(server.ask("later.default.svc.cluster.local.", "A")).equals("10.233.0.8"));
      assertThat(crowd.stop()).as("lost or wrong").isEmpty();
    }
  }

  @Test
  void aServerThatStartsMeanwhileDeniesNothing() throws Exception {
    controlPlane.sever();
    try (TestServer server = TestServer.start(vertx, COREFILE, controlPlane)) {
      for (String name :
          new String[] {"web.default.svc.cluster.local.", "7.0.233.10.in-addr.arpa."}) {
        assertThat(server.ask(name, "ANY").getRcode()).as(name).isEqualTo(Rcode.SERVFAIL);
      }
      assertThat(address(server.ask("elsewhere.test.", "A"))).isEqualTo("192.0.2.80");

      controlPlane.mend();
      Eventually.holds(
          vertx,
          () -> address(server.ask("web.default.svc.cluster.local.", "A")).equals("10.233.0.7"));
    }
  }

  @Test
  void aChangedCorefileGoesOnWithWhatIsKnown(@TempDir Path directory) throws Exception {
    Path corefile = Files.writeString(directory.resolve("Corefile"), COREFILE + RELOAD);
    try (TestServer server =
        TestServer.start(vertx, new CorefileSource.File(corefile), controlPlane)) {
      controlPlane.sever();
      WholeFile.replace(corefile, COREFILE.replace("192.0.2.80", "192.0.2.81") + RELOAD);
      Eventually.holds(
          vertx, () -> address(server.ask("elsewhere.test.", "A")).equals("192.0.2.81"));
      assertThat(address(server.ask("web.default.svc.cluster.local.", "A")))
          .isEqualTo("10.233.0.7");
    }
  }

  private static String address(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(ARecord.class::isInstance)
        .map(item -> ((ARecord) item).getAddress().getHostAddress())
        .findFirst()
        .orElse(Rcode.string(answer.getRcode()));
  }

  private void service(String name, String address) throws IOException {
    Objects.put(
        cluster,
        """
        {"kind": "Service", "metadata": {"namespace": "default", "name": "%s"},
         "spec": {"clusterIP": "%s", "clusterIPs": ["%s"], "ports": [{"port": 80}]}}
        """
            .formatted(name, address, address));
  }

  /** A control plane to which the way can be cut: requests fail, and nothing more is heard. */
  private static final class Severable implements ControlPlane {
    private final ControlPlane whole;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean severed;

    Severable(ControlPlane whole) {
      this.whole = whole;
    }

    void sever() {
      severed = true;
    }

    void mend() {
      severed = false;
    }

    int refusals() {
      return refusals.get();
    }

    @Override
    public KubeClient clientFor(Context context) {
      KubeClient client = whole.clientFor(context);
      return new KubeClient() {
        @Override
        public Future<ApiResponse> send(ApiRequest request) {
          return severed ? refuse() : client.send(request);
        }

        @Override
        public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
          return severed
              ? refuse()
              : client.watch(
                  type,
                  event -> {
                    if (!severed) {
                      handler.accept(event);
                    }
                  });
        }
      };
    }

    private <T> Future<T> refuse() {
      refusals.incrementAndGet();
      return Future.failedFuture("the API server is away");
    }
  }
}
