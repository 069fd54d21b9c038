package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.plugin.forward.Forwarding.GOOD;
import static io.kubevert.coredns.plugin.forward.Forwarding.SILENCE;
import static io.kubevert.coredns.plugin.forward.Forwarding.addresses;
import static io.kubevert.coredns.plugin.forward.Forwarding.corefile;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
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
            FakeUpstream.start(vertx, ForwardTest::recased, question -> answer(question, GOOD));
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

  @Test
  void theWishForDnssecIsPassedOnAndWhatComesBackToo(Vertx vertx) throws Exception {
    List<Message> seen = new CopyOnWriteArrayList<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question -> {
                  seen.add(question);
                  Message message = message(question, GOOD);
                  message.getHeader().setFlag(Flags.AD);
                  return message.toWire();
                });
        TestServer server = TestServer.start(vertx, corefile("", upstream.port()))) {
      Message question =
          Message.newQuery(
              Record.newRecord(Name.fromString("www.example.org."), Type.A, DClass.IN));
      question.getHeader().setFlag(Flags.CD);
      question.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
      assertThat(server.send(question, false).getHeader().getFlag(Flags.AD)).isTrue();
      assertThat(seen)
          .singleElement()
          .satisfies(
              asked -> {
                assertThat(asked.getOPT().getFlags() & ExtendedFlags.DO).isNotZero();
                assertThat(asked.getHeader().getFlag(Flags.CD)).isTrue();
                assertThat(asked.getHeader().getFlag(Flags.RD)).isTrue();
              });
    }
  }

  /** As they are by default, and by {@code health_check}. */
  @ParameterizedTest
  @CsvSource({"'', ., true", "no_rec domain probe.test, probe.test., false"})
  void aServerThatIsDownIsProbed(String options, String name, boolean recursion, Vertx vertx)
      throws Exception {
    List<Message> probes = new CopyOnWriteArrayList<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question -> {
                  if (question.getQuestion().getType() == Type.NS) {
                    probes.add(question);
                  }
                  return SILENCE;
                });
        TestServer server =
            TestServer.start(
                vertx,
                ".:0 {\n forward . 127.0.0.1:"
                    + upstream.port()
                    + " {\n max_fails 1\n max_connect_attempts 1\n health_check 50ms "
                    + options
                    + "\n }\n}\n")) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
      Eventually.holds(vertx, () -> !probes.isEmpty());
      Message probe = probes.getFirst();
      assertThat(probe.getQuestion().getName()).hasToString(name);
      assertThat(probe.getHeader().getFlag(Flags.RD)).isEqualTo(recursion);
    }
  }

  private static byte[] truncated(Message question) {
    Message message = message(question);
    message.getHeader().setFlag(Flags.TC);
    return message.toWire();
  }

  private static byte[] recased(Message question) {
    Message message = new Message(question.getHeader().getID());
    message.getHeader().setFlag(Flags.QR);
    Name other = FakeUpstream.inOtherCase(question.getQuestion().getName());
    message.addRecord(question.getQuestion().withName(other), Section.QUESTION);
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
