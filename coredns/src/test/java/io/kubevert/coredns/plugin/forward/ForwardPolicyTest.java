package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.plugin.forward.Forwarding.GOOD;
import static io.kubevert.coredns.plugin.forward.Forwarding.SILENCE;
import static io.kubevert.coredns.plugin.forward.Forwarding.addresses;
import static io.kubevert.coredns.plugin.forward.Forwarding.corefile;
import static io.kubevert.coredns.testing.FakeUpstream.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/** Which server is asked, how many questions at once, and what happens when servers are down. */
@ExtendWith(VertxExtension.class)
class ForwardPolicyTest {
  /** A port that nobody has: low ones are never drawn. */
  private static final int NOBODY = 1;

  @Test
  void aDeadServerIsPassedOver(Vertx vertx) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", NOBODY, upstream.port()))) {
      for (int i = 0; i < 20; i++) {
        assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
      }
    }
  }

  @Test
  void withoutAnyUpstreamTheAnswerIsAQuickFailure(Vertx vertx, @TempDir Path directory)
      throws Exception {
    Path empty = Files.writeString(directory.resolve("resolv.conf"), "search example.org\n");
    try (TestServer server = TestServer.start(vertx, ".:0 {\n forward . " + empty + "\n}\n")) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
    try (TestServer server =
        TestServer.start(vertx, ".:0 {\n forward . " + directory.resolve("none") + "\n}\n")) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void aServerThatMissedTheQuestionIsAskedAgain(Vertx vertx) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question -> asked.incrementAndGet() == 1 ? SILENCE : answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
      assertThat(asked).hasValueGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void theSequenceAsksTheFirstAsLongAsItAnswers(Vertx vertx) throws Exception {
    try (FakeUpstream first = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        FakeUpstream second = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, policy("sequential", first, second))) {
      ask(server, 10);
      assertThat(first.asked()).isEqualTo(10);
      assertThat(second.asked()).isZero();
    }
  }

  @Test
  void takingTurnsAsksBothAsOften(Vertx vertx) throws Exception {
    try (FakeUpstream first = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        FakeUpstream second = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, policy("round_robin", first, second))) {
      ask(server, 10);
      assertThat(first.asked()).isEqualTo(5);
      assertThat(second.asked()).isEqualTo(5);
    }
  }

  @Test
  void luckAsksBoth(Vertx vertx) throws Exception {
    try (FakeUpstream first = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        FakeUpstream second = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, policy("random", first, second))) {
      ask(server, 100);
      assertThat(first.asked() + second.asked()).isEqualTo(100);
      assertThat(first.asked()).isBetween(10, 90);
    }
  }

  /** Asks over TCP: what is limited is the asking of upstream, however the questions come. */
  @Test
  void tooManyAtOnceAreRefused(Vertx vertx) throws Exception {
    try (FakeUpstream silent = FakeUpstream.start(vertx, question -> SILENCE);
        TestServer server =
            TestServer.start(
                vertx,
                ".:0 {\n forward . 127.0.0.1:"
                    + silent.port()
                    + " {\n max_concurrent 3\n max_fails 0\n }\n}\n")) {
      Map<Integer, Long> codes =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> rcode(server, true), Thread::startVirtualThread))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .collect(Collectors.groupingBy(code -> code, Collectors.counting()));
      assertThat(codes).isEqualTo(Map.of(Rcode.SERVFAIL, 3L, Rcode.REFUSED, 3L));
    }
  }

  @Test
  void whileEveryServerIsDownTheAnswerComesAtOnceAndWhenOneIsBackItIsAsked(Vertx vertx)
      throws Exception {
    AtomicBoolean up = new AtomicBoolean();
    try (FakeUpstream upstream =
            FakeUpstream.start(vertx, question -> up.get() ? answer(question, GOOD) : SILENCE);
        TestServer server =
            TestServer.start(
                vertx,
                ".:0 {\n forward . 127.0.0.1:"
                    + upstream.port()
                    + " {\n failfast_all_unhealthy_upstreams\n max_fails 1\n"
                    + " health_check 50ms\n }\n}\n")) {
      assertThat(rcode(server)).isEqualTo(Rcode.SERVFAIL);
      int asked = upstream.asked();
      assertThat(rcode(server)).isEqualTo(Rcode.SERVFAIL);
      assertThat(upstream.asked()).isEqualTo(asked);
      up.set(true);
      Eventually.holds(vertx, () -> rcode(server) == Rcode.NOERROR);
    }
  }

  private static String policy(String policy, FakeUpstream first, FakeUpstream second) {
    return ".:0 {\n forward . 127.0.0.1:"
        + first.port()
        + " 127.0.0.1:"
        + second.port()
        + " {\n policy "
        + policy
        + "\n }\n}\n";
  }

  private static void ask(TestServer server, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
    }
  }

  private static int rcode(TestServer server) {
    return rcode(server, false);
  }

  private static int rcode(TestServer server, boolean tcp) {
    try {
      return server.ask("www.example.org.", "A", tcp).getRcode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
