package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.RawClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** EDNS (RFC 6891), sizes and connections, as a client sees them. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdnsTest {
  private static final int RECORDS = 200;
  private static final int PIPELINED = 500;

  private TestServer server;
  private TestServer bounded;

  @BeforeAll
  void start(Vertx vertx) throws Exception {
    StringBuilder hosts = new StringBuilder("hosts none {\n 192.0.2.1 one.test\n");
    for (int i = 0; i < RECORDS; i++) {
      hosts.append("10.0.0.").append(i).append(" many.test\n");
    }
    server = TestServer.start(vertx, ".:0 {\n" + hosts + "}\n}\n");
    bounded = TestServer.start(vertx, ".:0 {\n bufsize 1232\n" + hosts + "}\n}\n");
  }

  @AfterAll
  void stop() {
    server.close();
    bounded.close();
  }

  /** A size of 0 stands for a question without EDNS. */
  @ParameterizedTest
  @CsvSource({"0,512", "100,512", "512,512", "1000,1000", "1232,1232", "4096,4096", "65535,4096"})
  void answersOverUdpAreNoLongerThanTheClientTakes(int size, int most) throws Exception {
    byte[] answer = RawClient.udp(server, question("many.test.", size).toWire()).orElseThrow();
    assertThat(answer.length).isBetween(Math.min(most, 3200) - 48, most);
    assertThat(new Message(answer).getHeader().getFlag(Flags.TC)).isEqualTo(most < 3200);
    byte[] less = RawClient.udp(bounded, question("many.test.", size).toWire()).orElseThrow();
    assertThat(less.length).isLessThanOrEqualTo(Math.min(most, 1232));
  }

  @Test
  void overTcpTheAnswerIsWhole() throws Exception {
    Message answer =
        new Message(RawClient.tcp(server, question("many.test.", 512).toWire()).orElseThrow());
    assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(answer.getSection(Section.ANSWER)).hasSize(RECORDS);
  }

  @Test
  void optIsAnsweredOnlyWhenAsked() throws Exception {
    assertThat(RawClient.ask(server, question("one.test.", 0)).getOPT()).isNull();
    OPTRecord opt = RawClient.ask(server, question("one.test.", 1232)).getOPT();
    assertThat(opt.getVersion()).isZero();
    assertThat(opt.getFlags() & ExtendedFlags.DO).isZero();
  }

  @Test
  void theWishForDnssecComesBackAndUnknownOptionsDoNot() throws Exception {
    Message question = question("one.test.", 0);
    question.addRecord(
        new OPTRecord(1232, 0, 0, ExtendedFlags.DO, new CookieOption(new byte[8])),
        Section.ADDITIONAL);
    OPTRecord opt = RawClient.ask(server, question).getOPT();
    assertThat(opt.getFlags() & ExtendedFlags.DO).isNotZero();
    assertThat(opt.getOptions()).isEmpty();
  }

  @Test
  void anUnknownVersionIsRefusedWithOurs() throws Exception {
    Message question = question("one.test.", 0);
    question.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    Message answer = RawClient.ask(server, question);
    assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(answer.getOPT().getVersion()).isZero();
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void twoOptRecordsAreAFormatError() throws Exception {
    Message question = question("one.test.", 1232);
    question.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    assertThat(RawClient.ask(server, question).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "5", "6", "15"})
  void otherOperationsAreNotImplemented(int opcode) throws Exception {
    Message question = question("one.test.", 0);
    question.getHeader().setOpcode(opcode);
    Message answer = RawClient.ask(server, question);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(answer.getHeader().getOpcode()).isEqualTo(opcode).isNotEqualTo(Opcode.QUERY);
  }

  @Test
  void manyQuestionsOnOneConnectionAreAllAnswered() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      Thread.ofVirtual().start(() -> send(socket));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Set<Integer> answered = new HashSet<>();
      for (int i = 0; i < PIPELINED; i++) {
        Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        answered.add(answer.getHeader().getID());
      }
      assertThat(answered).hasSize(PIPELINED);
    }
  }

  private static void send(Socket socket) {
    try {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (int id = 0; id < PIPELINED; id++) {
        Message question = question("one.test.", 0);
        question.getHeader().setID(id);
        byte[] octets = question.toWire();
        out.writeShort(octets.length);
        out.write(octets);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message question(String name, int size) {
    Message question =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    if (size > 0) {
      question.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
    }
    return question;
  }
}
