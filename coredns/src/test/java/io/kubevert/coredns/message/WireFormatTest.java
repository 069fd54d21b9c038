package io.kubevert.coredns.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class WireFormatTest {
  private static final Name NAME = Name.fromConstantString("Web.example.org.");
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
  private static final Client UDP = new Client(PEER, Client.Transport.UDP, SERVER);
  private static final Client TCP = new Client(PEER, Client.Transport.TCP, SERVER);

  @Test
  void aLargeAnswerIsCutToWhatTheClientTakes() throws Exception {
    assertThat(encoded(question(0), UDP, 100).length).isLessThanOrEqualTo(512);
    assertThat(new Message(encoded(question(0), UDP, 100)).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(encoded(question(1232), UDP, 1000).length).isBetween(513, 1232);
    assertThat(encoded(question(65_000), UDP, 1000).length).isLessThanOrEqualTo(4096);
    assertThat(encoded(question(100), UDP, 100).length).isLessThanOrEqualTo(512);
    Message whole = new Message(encoded(question(0), TCP, 1000));
    assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(1000);
  }

  @Test
  void ednsIsAnsweredOnlyWhenAsked() throws Exception {
    assertThat(new Message(encoded(question(0), UDP, 1)).getOPT()).isNull();
    OPTRecord opt = new Message(encoded(question(1232), UDP, 1)).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(WireFormat.ADVERTISED_SIZE);
  }

  @Test
  void theQuestionComesBackAsItWas() throws Exception {
    Message answer = new Message(encoded(question(0), UDP, 1));
    assertThat(answer.getHeader().getID()).isEqualTo(4711);
    assertThat(answer.getQuestion().getName()).hasToString("Web.example.org.");
    assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
  }

  @Test
  void anUnknownVersionOfEdnsIsRefused() throws Exception {
    Message question = question(0);
    question.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    assertThat(refusal(question)).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void otherOperationsAreNotImplemented() throws Exception {
    Message question = question(0);
    question.getHeader().setOpcode(Opcode.UPDATE);
    assertThat(refusal(question)).isEqualTo(Rcode.NOTIMP);
  }

  @Test
  void twoQuestionsAreAFormatError() throws Exception {
    Message question = question(0);
    question.addRecord(Record.newRecord(NAME, Type.AAAA, DClass.IN), Section.QUESTION);
    assertThat(refusal(question)).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void answersAreNotAnswered() {
    Message answer = question(0);
    answer.getHeader().setFlag(Flags.QR);
    assertThat(WireFormat.decode(answer.toWire(), UDP)).isInstanceOf(Decoded.Ignored.class);
  }

  @Test
  void whateverArrivesIsReadOrRefusedAndNeverLargerThanItCame() {
    Random random = new Random(20_260_101);
    byte[] seed = question(1232).toWire();
    for (int round = 0; round < 50_000; round++) {
      byte[] octets = round % 2 == 0 ? mutated(seed, random) : noise(random);
      switch (WireFormat.decode(octets, UDP)) {
        case Decoded.Ignored ignored -> {}
        case Decoded.Refused refused ->
            assertThat(refused.response().length)
                .isLessThanOrEqualTo(Math.max(octets.length, 12) + 11);
        case Decoded.Question question ->
            assertThat(WireFormat.encode(question, Answer.serverFailure("test"))).isNotEmpty();
      }
    }
  }

  @Test
  void thePlainReaderSaysWhatTheLibrarySays() {
    Random random = new Random(20_260_102);
    int plain = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] octets = question(round % 2 * 1232).toWire();
      if (round > 2) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      Optional<Decoded> read = PlainQuestion.read(octets, UDP);
      plain += read.isPresent() ? 1 : 0;
      read.ifPresent(
          decoded ->
              assertThat(decoded)
                  .as(HexFormat.of().formatHex(octets))
                  .usingRecursiveComparison()
                  .ignoringFields("query.client")
                  .isEqualTo(WireFormat.decodeAny(octets, UDP)));
    }
    assertThat(plain).isGreaterThan(2_000);
  }

  @Test
  void whatIsWrittenIsReadByTheLibraryAsItWasMeant() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      List<Record> answers = records(random);
      List<Record> authority = records(random);
      List<Record> additional = records(random);
      Decoded.Question question = (Decoded.Question) WireFormat.decode(question(0).toWire(), TCP);
      Answer answer =
          new Answer(
              random.nextInt(6),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              answers,
              authority,
              additional,
              "test");
      Message read = new Message(WireFormat.encode(question, answer));
      assertThat(read.getSection(Section.ANSWER)).isEqualTo(answers);
      assertThat(read.getSection(Section.AUTHORITY)).isEqualTo(authority);
      assertThat(read.getSection(Section.ADDITIONAL)).isEqualTo(additional);
      assertThat(read.getHeader().getRcode()).isEqualTo(answer.rcode());
      assertThat(read.getHeader().getFlag(Flags.AA)).isEqualTo(answer.authoritative());
      assertThat(read.getHeader().getFlag(Flags.RA)).isEqualTo(answer.recursionAvailable());
      assertThat(read.getHeader().getFlag(Flags.AD)).isEqualTo(answer.authenticData());
    }
  }

  private static List<Record> records(Random random) throws Exception {
    List<Name> names =
        List.of(
            NAME,
            Name.root,
            Name.fromString("org."),
            Name.fromString("example.ORG."),
            Name.fromString("a.web.example.org."),
            Name.fromString("b.a.web.example.org."),
            Name.fromString("other.test."),
            Name.fromString("deep.other.test."));
    List<Record> records = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Name owner = names.get(random.nextInt(names.size()));
      Name target = names.get(random.nextInt(names.size()));
      records.add(
          switch (random.nextInt(5)) {
            case 0 -> new ARecord(owner, DClass.IN, i, InetAddress.ofLiteral("192.0.2." + i));
            case 1 -> new CNAMERecord(owner, DClass.IN, i, target);
            case 2 -> new SRVRecord(owner, DClass.IN, i, 0, i, 80, target);
            case 3 -> soa(owner, target, names.get(random.nextInt(names.size())));
            default -> new TXTRecord(owner, DClass.IN, i, "text " + i);
          });
    }
    return records;
  }

  private static SOARecord soa(Name zone, Name host, Name mailbox) {
    return new SOARecord(zone, DClass.IN, 5, host, mailbox, 0xfedcba98L, 1, 2, 3, 4);
  }

  /** Farther behind the question than a pointer reaches. */
  @Test
  void theZoneOfALongAnswerIsReadByTheLibraryAsItWasMeant() throws Exception {
    Record soa =
        soa(
            Name.fromString("example.org."),
            Name.fromString("ns.example.org."),
            Name.fromString("root.Example.org."));
    Decoded.Question question = (Decoded.Question) WireFormat.decode(question(0).toWire(), TCP);
    List<Record> many = Collections.nCopies(2_000, soa);
    Message read =
        new Message(WireFormat.encode(question, Answer.authoritative(many, List.of(soa), "test")));
    assertThat(read.getSection(Section.ANSWER)).hasSizeGreaterThan(1_000).containsOnly(soa);
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] octets = seed.clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt();
    }
    return random.nextBoolean() ? octets : java.util.Arrays.copyOf(octets, random.nextInt(80));
  }

  private static byte[] noise(Random random) {
    byte[] octets = new byte[random.nextInt(600)];
    random.nextBytes(octets);
    if (octets.length > 2) {
      octets[2] &= 0x07;
    }
    return octets;
  }

  private static Message question(int payloadSize) {
    Message question = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
    question.getHeader().setID(4711);
    if (payloadSize > 0) {
      question.addRecord(new OPTRecord(payloadSize, 0, 0), Section.ADDITIONAL);
    }
    return question;
  }

  private static int refusal(Message question) throws Exception {
    Decoded decoded = WireFormat.decode(question.toWire(), UDP);
    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    return new Message(((Decoded.Refused) decoded).response()).getRcode();
  }

  private static byte[] encoded(Message question, Client client, int records) {
    Decoded.Question decoded = (Decoded.Question) WireFormat.decode(question.toWire(), client);
    List<Record> answers = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      answers.add(
          new ARecord(
              decoded.query().name(),
              DClass.IN,
              5,
              InetAddress.ofLiteral("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256)));
    }
    return WireFormat.encode(decoded, Answer.authoritative(answers, List.of(), "test"));
  }
}
