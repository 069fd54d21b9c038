package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.testing.FakeUpstream.answer;
import static io.kubevert.coredns.testing.FakeUpstream.message;
import static io.kubevert.coredns.testing.FakeUpstream.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A real server in front of servers that are right, wrong, slow or dead. */
@ExtendWith(VertxExtension.class)
class ForwardTest {
  private static final byte[] SILENCE = {};
  private static final String GOOD = "www.example.org. 60 IN A 192.0.2.1";

  @Test
  void anAnswerIsPassedOnInTheCaseOfTheQuestion(Vertx vertx) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      Message got = server.ask("WWW.Example.ORG.", "A");
      assertThat(got.getSection(Section.ANSWER).toString()).contains("192.0.2.1");
      assertThat(got.getQuestion().getName()).hasToString("WWW.Example.ORG.");
      assertThat(got.getSection(Section.ANSWER).getFirst().getName())
          .hasToString("WWW.Example.ORG.");
    }
  }

  @Test
  void aTruncatedAnswerIsAskedForAgainOverTcp(Vertx vertx) throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(vertx, ForwardTest::truncated, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
    }
  }

  @Test
  void aServerThatLosesTheCaseIsAskedOverTcp(Vertx vertx) throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(vertx, ForwardTest::lowerCased, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      assertThat(addresses(server.ask("www.averylongname.example.org.", "A"))).isEmpty();
      assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsAFailure(Vertx vertx) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(vertx, ForwardTest::answerToAnother);
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void recordsThatNobodyAskedForAreDropped(Vertx vertx) throws Exception {
    String poison = "bank.example. 60 IN A 203.0.113.66";
    try (FakeUpstream upstream =
            FakeUpstream.start(vertx, question -> answer(question, GOOD, poison));
        TestServer server = TestServer.start(vertx, corefile("cache", upstream.port()))) {
      assertThat(addresses(server.ask("www.example.org.", "A"))).doesNotContain("203.0.113.66");
    }
  }

  @Test
  void aDeadServerIsPassedOver(Vertx vertx) throws Exception {
    FakeUpstream dead = FakeUpstream.start(vertx, question -> SILENCE);
    dead.close();
    try (FakeUpstream upstream = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server = TestServer.start(vertx, corefile("", dead.port(), upstream.port()))) {
      long started = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
      }
      assertThat(System.nanoTime() - started).isLessThan(TimeUnit.SECONDS.toNanos(5));
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
  void overTcpConnectionsAreKept(Vertx vertx) throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(vertx, question -> SILENCE, question -> answer(question, GOOD));
        TestServer server =
            TestServer.start(
                vertx,
                ".:0 {\n forward . 127.0.0.1:" + upstream.port() + " {\n force_tcp\n }\n}\n")) {
      for (int i = 0; i < 10; i++) {
        assertThat(addresses(server.ask("www.example.org.", "A"))).contains("192.0.2.1");
      }
      assertThat(upstream.asked()).isEqualTo(10);
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

  @Test
  void whatCameOverTcpIsAskedOverTcpUnlessUdpIsPreferred(Vertx vertx) throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question -> answer(question, "www.example.org. 60 IN A 192.0.2.17"),
                question -> answer(question, "www.example.org. 60 IN A 192.0.2.6"));
        TestServer same = TestServer.start(vertx, corefile("", upstream.port()));
        TestServer udp =
            TestServer.start(
                vertx,
                ".:0 {\n forward . 127.0.0.1:" + upstream.port() + " {\n prefer_udp\n }\n}\n")) {
      assertThat(addresses(same.ask("www.example.org.", "A", true))).contains("192.0.2.6 ");
      assertThat(addresses(udp.ask("www.example.org.", "A", true))).contains("192.0.2.17 ");
    }
  }

  @Test
  void rewrittenOptionsReachTheServerAndTheClientsOwnDoNot(Vertx vertx) throws Exception {
    AtomicReference<OPTRecord> seen = new AtomicReference<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question -> {
                  if (!question.getQuestion().getName().equals(Name.root)) {
                    seen.set(question.getOPT());
                  }
                  return answer(question, GOOD);
                });
        TestServer server =
            TestServer.start(
                vertx,
                corefile(
                    "rewrite continue edns0 local set 0xffee abcd\n"
                        + " rewrite continue edns0 subnet set 24 56",
                    upstream.port()))) {
      Message question =
          Message.newQuery(
              Record.newRecord(Name.fromString("www.example.org."), Type.A, DClass.IN));
      question.addRecord(
          new OPTRecord(1232, 0, 0, 0, new CookieOption(new byte[8])), Section.ADDITIONAL);
      server.send(question, false);
      assertThat(seen.get().getOptions())
          .containsExactlyInAnyOrder(
              new GenericEDNSOption(0xffee, "abcd".getBytes(StandardCharsets.UTF_8)),
              new ClientSubnetOption(24, InetAddress.ofLiteral("127.0.0.0")));
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

  @Test
  void exceptedNamesGoElsewhere(Vertx vertx) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(vertx, question -> answer(question, GOOD));
        TestServer server =
            TestServer.start(
                vertx,
                new CorefileSource.Inline(
                    ".:0 {\n forward . 127.0.0.1:"
                        + upstream.port()
                        + " {\n except example.org\n }\n}\n"),
                new FakeControlPlane())) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.REFUSED);
    }
  }

  private static String corefile(String more, int... ports) {
    StringBuilder text = new StringBuilder(".:0 {\n " + more + "\n forward .");
    for (int port : ports) {
      text.append(" 127.0.0.1:").append(port);
    }
    return text.append("\n}\n").toString();
  }

  private static String addresses(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .reduce("", (all, one) -> all + one + " ");
  }

  private static byte[] truncated(Message question) {
    Message message = message(question);
    message.getHeader().setFlag(Flags.TC);
    return message.toWire();
  }

  private static byte[] lowerCased(Message question) {
    Message message = new Message(question.getHeader().getID());
    message.getHeader().setFlag(Flags.QR);
    Name lower =
        Name.fromConstantString(
            question.getQuestion().getName().toString().toLowerCase(Locale.ROOT));
    message.addRecord(question.getQuestion().withName(lower), Section.QUESTION);
    message.addRecord(record("www.example.org. 60 IN A 203.0.113.66"), Section.ANSWER);
    return message.toWire();
  }

  private static byte[] answerToAnother(Message question) {
    Message message = new Message(question.getHeader().getID());
    message.getHeader().setFlag(Flags.QR);
    Name other = Name.fromConstantString("other.example.org.");
    message.addRecord(question.getQuestion().withName(other), Section.QUESTION);
    message.addRecord(record("www.example.org. 60 IN A 203.0.113.66"), Section.ANSWER);
    return message.toWire();
  }
}
