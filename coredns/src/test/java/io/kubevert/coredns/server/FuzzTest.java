package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.plugin.kubernetes.ClusterFixture;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.RawClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A whole server, as on a node, gets what no client would send: every packet of {@code corpus.txt},
 * and many made of them at random, always the same ones. It goes on to answer, answers none with
 * more than the client said to take, and keeps no socket.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {
  private static final int MUTATIONS = 6_000;
  private static final int LAST_ID = 0xfefe;
  private static final int BURST = 50;
  private static final int PLAIN_SIZE = 512;
  private static final int LARGEST_SIZE = 4096;
  private static final int HEADER = 12;
  private static final int OPT_SIZE = 11;
  private static final int MOST_NEW_FILES = 64;
  private static final int MOST_LOST = 10;

  private FakeUpstream upstream;
  private TestServer server;
  private Corpus corpus;

  @BeforeAll
  void start(Vertx vertx) throws Exception {
    corpus = Corpus.read();
    FakeControlPlane controlPlane = new FakeControlPlane();
    Objects.put(controlPlane, ClusterFixture.class, "cluster.json");
    upstream = FakeUpstream.start(vertx, FuzzTest::answer);
    server =
        TestServer.start(
            vertx,
            """
            .:0 {
                errors
                log
                rewrite name suffix .old.test .example.org answer auto
                kubernetes cluster.local in-addr.arpa ip6.arpa {
                    pods insecure
                    fallthrough in-addr.arpa ip6.arpa
                }
                cache 30
                loadbalance
                forward . 127.0.0.1:%d {
                    max_fails 0
                }
            }
            """
                .formatted(upstream.port()),
            controlPlane);
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static byte[] answer(Message question) {
    Name name = question.getQuestion().getName();
    return question.getQuestion().getType() == Type.A
        ? FakeUpstream.answer(question, name + " 60 IN A 192.0.2.1")
        : FakeUpstream.answer(question);
  }

  @Test
  void overUdpNothingBreaksAndNothingIsAmplified(Vertx vertx) throws Exception {
    int filesBefore = openFiles();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(3_000);
      List<byte[]> packets = corpus.with(MUTATIONS);
      for (int from = 0; from < packets.size(); from += BURST) {
        burst(socket, packets, from, Math.min(packets.size(), from + BURST));
      }
    }
    Eventually.holds(vertx, () -> openFiles() < filesBefore + MOST_NEW_FILES);
    assertAlive();
  }

  @Test
  void overTcpEachPacketIsAnsweredOrTheConnectionClosed() throws Exception {
    for (byte[] packet : corpus.with(corpus.packets().size())) {
      RawClient.tcp(server, packet).ifPresent(answer -> assertIsAnswer(packet, answer));
    }
    assertAlive();
  }

  /**
   * Sends some packets, then a right question; takes all answers up to that one's. That question is
   * asked again, as by any resolver, where so many answers come that one of UDP's packets is lost.
   */
  private static void burst(DatagramSocket socket, List<byte[]> packets, int from, int to)
      throws IOException {
    for (int i = from; i < to; i++) {
      byte[] packet = packets.get(i);
      if (packet.length >= 2) {
        packet[0] = (byte) (i >> 8);
        packet[1] = (byte) i;
      }
      socket.send(new DatagramPacket(packet, packet.length));
    }
    byte[] last = question().toWire();
    socket.send(new DatagramPacket(last, last.length));
    int lost = 0;
    while (true) {
      DatagramPacket received = new DatagramPacket(new byte[65_535], 65_535);
      try {
        socket.receive(received);
      } catch (SocketTimeoutException e) {
        assertThat(++lost).as("times that nothing was answered").isLessThan(MOST_LOST);
        socket.send(new DatagramPacket(last, last.length));
        continue;
      }
      byte[] answer = Arrays.copyOf(received.getData(), received.getLength());
      if (answer[0] == last[0] && answer[1] == last[1]) {
        return;
      }
      byte[] packet = packets.get((answer[0] & 0xff) << 8 | answer[1] & 0xff);
      assertIsAnswer(packet, answer);
      assertThat(answer.length)
          .as(HexFormat.of().formatHex(packet))
          .isLessThanOrEqualTo(Math.max(allowed(packet), packet.length + OPT_SIZE));
    }
  }

  private static void assertIsAnswer(byte[] packet, byte[] answer) {
    assertThat(answer.length).isGreaterThanOrEqualTo(HEADER);
    assertThat(answer[2] & 0x80).as(HexFormat.of().formatHex(packet)).isNotZero();
  }

  /** What the packet says that its sender takes; as large as can be when it is none. */
  private static int allowed(byte[] packet) {
    try {
      Message message = new Message(packet);
      return message.getOPT() == null
          ? PLAIN_SIZE
          : Math.clamp(message.getOPT().getPayloadSize(), PLAIN_SIZE, LARGEST_SIZE);
    } catch (IOException | IllegalArgumentException e) {
      return HEADER;
    }
  }

  private void assertAlive() throws IOException {
    Message answer = server.ask("kubernetes.default.svc.cluster.local.", "A");
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(server.ask("www.example.org.", "A", true).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  /** A question whose identifier no other packet has. */
  private static Message question() {
    Message question =
        Message.newQuery(
            Record.newRecord(
                Name.fromConstantString("kubernetes.default.svc.cluster.local."),
                Type.A,
                DClass.IN));
    question.getHeader().setID(LAST_ID);
    return question;
  }

  private static int openFiles() {
    return new File("/proc/self/fd").list().length;
  }
}
