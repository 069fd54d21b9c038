package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.fake.FakeControlPlane.EventDelivery;
import io.kubevert.client.process.Command;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.coredns.testing.DnsCase;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Every row of answers.txt, over UDP and over TCP. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesAnswersTest {
  private static final String COREFILE =
      """
      .:0 {
          kubernetes cluster.local in-addr.arpa ip6.arpa {
              pods insecure
              ttl 30
          }
          hosts none example.net {
              192.0.2.80 www.example.net
              2001:db8::80 www.example.net
              ttl 60
          }
      }
      """;

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private TestServer server;

  @BeforeAll
  void start(Vertx vertx) throws Exception {
    Objects.put(controlPlane, KubernetesAnswersTest.class, "cluster.json");
    server = TestServer.start(vertx, COREFILE, controlPlane);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<DnsCase> cases() throws IOException {
    return DnsCase.read(KubernetesAnswersTest.class, "answers.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void overTcp(DnsCase row) throws Exception {
    row.check(server.ask(row.name(), row.type(), true));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void overUdp(DnsCase row) throws Exception {
    Message answer = server.ask(row.name(), row.type());
    if (!answer.getHeader().getFlag(org.xbill.DNS.Flags.TC)) {
      row.check(answer);
    }
  }

  @Test
  void anAliasOfItselfEndsInAFailure() throws Exception {
    assertThat(server.ask("circle.default.svc.cluster.local.", "A").getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void debiansDigReadsTheSame() throws Exception {
    Command.Result result =
        Command.of(
                "dig",
                "+noall",
                "+answer",
                "+nocookie",
                "-p",
                Integer.toString(server.port()),
                "@127.0.0.1",
                "web-0.headless.default.svc.cluster.local",
                "A")
            .await();
    assertThat(result.output().strip().replaceAll("\\s+", " "))
        .isEqualTo("web-0.headless.default.svc.cluster.local. 30 IN A 10.233.66.1");
  }

  @Test
  void whileTheApiServerIsGoneAnswersGoOnFromTheLastKnownState(Vertx vertx) throws Exception {
    FakeControlPlane known = new FakeControlPlane(Duration.ofMillis(20), EventDelivery.RELIABLE);
    Objects.put(known, KubernetesAnswersTest.class, "cluster.json");
    AtomicBoolean gone = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    ControlPlane failing = context -> new Failing(known.clientFor(context), gone, refused);
    try (TestServer server = TestServer.start(vertx, COREFILE, failing)) {
      gone.set(true);
      Eventually.holds(vertx, () -> refused.get() > 3);
      DnsCase.read(KubernetesAnswersTest.class, "answers.txt").stream()
          .limit(20)
          .forEach(row -> check(server, row));
    }
  }

  private static void check(TestServer server, DnsCase row) {
    try {
      row.check(server.ask(row.name(), row.type(), true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client whose server can be taken away. */
  private record Failing(KubeClient client, AtomicBoolean gone, AtomicInteger refused)
      implements KubeClient {
    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      return gone.get() ? refuse() : client.send(request);
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      return gone.get() ? refuse() : client.watch(type, handler);
    }

    private <T> Future<T> refuse() {
      refused.incrementAndGet();
      return Future.failedFuture("nobody there");
    }
  }

  @Test
  void beforeTheFirstListAnswersAreFailuresNotDenials(Vertx vertx) throws Exception {
    ControlPlane unreachable =
        context ->
            new Failing(
                new FakeControlPlane().clientFor(context),
                new AtomicBoolean(true),
                new AtomicInteger());
    String corefile = COREFILE.replace("ttl 30", "startup_timeout 10ms");
    try (TestServer early = TestServer.start(vertx, corefile, unreachable)) {
      assertThat(early.ask("kubernetes.default.svc.cluster.local.", "A").getRcode())
          .isEqualTo(Rcode.SERVFAIL);
    }
  }
}
