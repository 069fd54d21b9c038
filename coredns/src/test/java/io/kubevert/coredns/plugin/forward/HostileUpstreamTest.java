package io.kubevert.coredns.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A server that lies, each way below a zone of its own. Whatever it says, nobody is told the forged
 * address, then or later; and it never answers over TCP, where it would have to be believed. The
 * test itself asks over TCP, so that what it sees is the server's answer or nothing.
 */
@ExtendWith(VertxExtension.class)
class HostileUpstreamTest {
  private static final String FORGED = "203.0.113.66";
  private static final String RIGHT = "192.0.2.1";
  private static final String VICTIM = "victim.honest.test.";
  private static final int MANY = 300;

  /** By zone; the packets that answer a question. */
  private static final Map<String, Function<Message, List<byte[]>>> LIES = lies();

  /** Zones below which the answer is right all the same, as the lie is seen through. */
  private static final List<String> SEEN_THROUGH =
      List.of("forged-first", "additional", "authority", "beside", "honest");

  private static Map<String, Function<Message, List<byte[]>>> lies() {
    Map<String, Function<Message, List<byte[]>>> lies = new LinkedHashMap<>();
    lies.put("honest", question -> List.of(right(question).toWire()));
    lies.put("wrong-id", question -> List.of(withId(forged(question), 1)));
    lies.put(
        "forged-first", question -> List.of(withId(forged(question), 7), right(question).toWire()));
    lies.put("wrong-name", question -> List.of(renamed(question, VICTIM).toWire()));
    lies.put("wrong-type", question -> List.of(retyped(question).toWire()));
    lies.put("wrong-case", question -> List.of(recased(question).toWire()));
    lies.put("no-answer-flag", question -> List.of(unflagged(question).toWire()));
    lies.put("garbage", question -> List.of(garbage(question)));
    lies.put("empty", question -> List.of(new byte[0]));
    lies.put("header-only", question -> List.of(Arrays.copyOf(forged(question).toWire(), 12)));
    lies.put("cut-short", question -> List.of(cutShort(question)));
    lies.put("oversized", question -> List.of(oversized(question)));
    lies.put("silent", question -> List.of());
    lies.put("additional", question -> List.of(with(question, Section.ADDITIONAL)));
    lies.put("authority", question -> List.of(with(question, Section.AUTHORITY)));
    lies.put("beside", question -> List.of(with(question, Section.ANSWER)));
    return lies;
  }

  @Test
  void nobodyIsToldWhatWasForged(Vertx vertx) throws Exception {
    DatagramSocket upstream = vertx.createDatagramSocket();
    upstream.handler(
        packet -> {
          for (byte[] answer : answers(packet.data().getBytes())) {
            upstream.send(Buffer.buffer(answer), packet.sender().port(), packet.sender().host());
          }
        });
    upstream.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    StringBuilder corefile = new StringBuilder(".:0 {\n cache\n");
    for (String zone : LIES.keySet()) {
      corefile.append(" forward ").append(zone).append(".test 127.0.0.1:");
      corefile.append(upstream.localAddress().port()).append(" {\n max_fails 0\n prefer_udp\n }\n");
    }
    try (TestServer server = TestServer.start(vertx, corefile.append("}\n").toString())) {
      Map<String, Thread> askers = new LinkedHashMap<>();
      Map<String, Message> answers = new ConcurrentHashMap<>();
      for (String zone : LIES.keySet()) {
        askers.put(
            zone, Thread.ofVirtual().start(() -> answers.put(zone, ask(server, "www." + zone))));
      }
      for (Thread asker : askers.values()) {
        assertThat(asker.join(Duration.ofSeconds(20))).isTrue();
      }
      answers.forEach(HostileUpstreamTest::check);
      assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(LIES.keySet());
      Message victim = server.ask(VICTIM, "A");
      assertThat(victim.toString()).contains(RIGHT).doesNotContain(FORGED);
      assertThat(server.ask("www.honest.test.", "A").toString()).contains(RIGHT);
    } finally {
      upstream.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static void check(String zone, Message answer) {
    assertThat(answer.toString()).as(zone).doesNotContain(FORGED);
    boolean right = SEEN_THROUGH.contains(zone);
    assertThat(answer.getRcode()).as(zone).isEqualTo(right ? Rcode.NOERROR : Rcode.SERVFAIL);
    if (right) {
      assertThat(answer.getSection(Section.ANSWER).toString()).as(zone).contains(RIGHT);
    }
  }

  private static Message ask(TestServer server, String name) {
    try {
      return server.ask(name + ".test.", "A", true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> answers(byte[] octets) {
    try {
      Message question = new Message(octets);
      Name name = question.getQuestion().getName();
      String zone = name.labels() < 3 ? "silent" : name.getLabelString(name.labels() - 3);
      return LIES.getOrDefault(zone.toLowerCase(Locale.ROOT), ignored -> List.of()).apply(question);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message right(Message question) {
    return message(question, question.getQuestion(), RIGHT);
  }

  private static Message forged(Message question) {
    return message(question, question.getQuestion(), FORGED);
  }

  private static Message message(Message question, Record asked, String address) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(asked, Section.QUESTION);
    answer.addRecord(FakeUpstream.record(asked.getName() + " 60 IN A " + address), Section.ANSWER);
    return answer;
  }

  private static byte[] withId(Message message, int difference) {
    message.getHeader().setID(message.getHeader().getID() + difference & 0xffff);
    return message.toWire();
  }

  private static Message renamed(Message question, String name) {
    Record other = question.getQuestion().withName(Name.fromConstantString(name));
    return message(question, other, FORGED);
  }

  private static Message retyped(Message question) {
    Record asked = question.getQuestion();
    Record other = Record.newRecord(asked.getName(), Type.AAAA, asked.getDClass());
    Message message = new Message(question.getHeader().getID());
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(other, Section.QUESTION);
    message.addRecord(FakeUpstream.record(asked.getName() + " 60 IN A " + FORGED), Section.ANSWER);
    return message;
  }

  /** Every letter in the other case. */
  private static Message recased(Message question) {
    return renamed(question, FakeUpstream.inOtherCase(question.getQuestion().getName()).toString());
  }

  private static Message unflagged(Message question) {
    Message message = forged(question);
    message.getHeader().unsetFlag(Flags.QR);
    return message;
  }

  private static byte[] garbage(Message question) {
    byte[] octets = new byte[200];
    Arrays.fill(octets, (byte) 0xc0);
    octets[0] = (byte) (question.getHeader().getID() >> 8);
    octets[1] = (byte) question.getHeader().getID();
    return octets;
  }

  private static byte[] cutShort(Message question) {
    byte[] whole = forged(question).toWire();
    return Arrays.copyOf(whole, whole.length - 2);
  }

  private static byte[] oversized(Message question) {
    Message message = forged(question);
    for (int i = 0; i < MANY; i++) {
      message.addRecord(
          FakeUpstream.record(question.getQuestion().getName() + " 60 IN A 203.0.113." + i % 60),
          Section.ANSWER);
    }
    return message.toWire();
  }

  /** The right answer, and the forged one for another name beside it. */
  private static byte[] with(Message question, int section) {
    Message message = right(question);
    List<String> records = new ArrayList<>(List.of(VICTIM + " 60 IN A " + FORGED));
    records.add("test. 60 IN A " + FORGED);
    records.forEach(text -> message.addRecord(FakeUpstream.record(text), section));
    return message.toWire();
  }
}
