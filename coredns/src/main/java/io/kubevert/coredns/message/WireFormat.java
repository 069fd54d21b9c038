package io.kubevert.coredns.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Messages as octets: RFC 1035, and EDNS by RFC 6891. */
public final class WireFormat {
  /** The largest UDP payload that we say to take, by the DNS flag day of 2020. */
  public static final int ADVERTISED_SIZE = 1232;

  /** The largest message over a stream. */
  public static final int LARGEST_MESSAGE = 65_535;

  private static final int HEADER_SIZE = 12;
  private static final int TRANSFER_SIZE = 60_000;
  private static final int PLAIN_UDP_SIZE = 512;
  private static final int RESPONSE_FLAG = 0x80;

  /** A pointer to the owner's name, type, class, time to live, length. */
  private static final int ADDRESS_HEAD = 12;

  private static final int SOA_SIZE = 96;

  private WireFormat() {}

  /** Reads what a client sent; never fails. */
  public static Decoded decode(byte[] octets, Client client) {
    return PlainQuestion.read(octets, client).orElseGet(() -> decodeAny(octets, client));
  }

  /** Reads messages of every shape, by way of the library. */
  static Decoded decodeAny(byte[] octets, Client client) {
    if (octets.length < HEADER_SIZE || (octets[2] & RESPONSE_FLAG) != 0) {
      return new Decoded.Ignored();
    }
    int id = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
    int opcode = octets[2] >> 3 & 0xf;
    if (opcode != Opcode.QUERY) {
      return refused(octets, id, Rcode.NOTIMP);
    }
    try {
      return decode(new Message(octets), octets, client);
    } catch (IOException | IllegalArgumentException e) {
      return refused(octets, id, Rcode.FORMERR);
    }
  }

  private static Decoded decode(Message message, byte[] octets, Client client) {
    Header header = message.getHeader();
    if (message.getQuestion() == null
        || header.getFlag(Flags.TC)
        || header.getCount(Section.QUESTION) != 1
        || header.getCount(Section.ANSWER) != 0
        || optRecords(message) > 1) {
      return refused(octets, header.getID(), Rcode.FORMERR);
    }
    Optional<OPTRecord> edns = Optional.ofNullable(message.getOPT());
    if (edns.isPresent() && edns.get().getVersion() != 0) {
      return new Decoded.Refused(badVersion(message));
    }
    Record question = message.getQuestion();
    return new Decoded.Question(
        new Query(
            header.getID(),
            question.getName(),
            question.getType(),
            question.getDClass(),
            header.getFlag(Flags.RD),
            header.getFlag(Flags.CD),
            edns,
            octets.length,
            0,
            client),
        sectionOf(question));
  }

  private static byte[] sectionOf(Record question) {
    DNSOutput output = new DNSOutput();
    question.getName().toWire(output, null);
    output.writeU16(question.getType());
    output.writeU16(question.getDClass());
    return output.toByteArray();
  }

  private static long optRecords(Message message) {
    return message.getSection(Section.ADDITIONAL).stream()
        .filter(OPTRecord.class::isInstance)
        .count();
  }

  private static Decoded refused(byte[] octets, int id, int rcode) {
    Header header = new Header(id);
    header.setFlag(Flags.QR);
    header.setOpcode(octets[2] >> 3 & 0xf);
    if ((octets[2] & 1) != 0) {
      header.setFlag(Flags.RD);
    }
    header.setRcode(rcode);
    return new Decoded.Refused(header.toWire());
  }

  private static byte[] badVersion(Message request) {
    Message response = new Message(request.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.addRecord(request.getQuestion(), Section.QUESTION);
    response.getHeader().setRcode(Rcode.BADVERS & 0xf);
    response.addRecord(new OPTRecord(ADVERTISED_SIZE, Rcode.BADVERS >> 4, 0), Section.ADDITIONAL);
    return response.toWire();
  }

  /** Writes an answer, cut to what the client can take; the TC flag tells it when it was cut. */
  public static byte[] encode(Decoded.Question question, Answer answer) {
    Query query = question.query();
    Optional<OPTRecord> edns = query.edns().map(asked -> opt(query, answer));
    int reserved = edns.isPresent() ? MessageWriter.sizeOf(edns.get()) : 0;
    MessageWriter writer =
        new MessageWriter(
            limit(query, answer), query.name(), question.section(), expected(answer) + reserved);
    int answers = write(writer, answer.answers(), reserved);
    boolean cut = answers < answer.answers().size();
    int authority = cut ? 0 : write(writer, answer.authority(), reserved);
    cut |= authority < answer.authority().size();
    int additional = cut ? 0 : write(writer, answer.additional(), reserved);
    if (edns.isPresent()) {
      writer.write(edns.get());
      additional++;
    }
    cut |= answer.delivery().truncated();
    return writer.finish(
        question.query().id(), flags(query, answer, cut), answers, authority, additional);
  }

  /** How many octets the records take, right for the addresses of what was asked for. */
  private static int expected(Answer answer) {
    int each =
        answer.answers() instanceof AddressRecords addresses
            ? ADDRESS_HEAD + addresses.width()
            : ADDRESS_HEAD + Integer.BYTES;
    return answer.answers().size() * each + answer.authority().size() * SOA_SIZE;
  }

  /**
   * Writes an answer for a stream: a zone transfer in as many messages as it takes (RFC 5936, 2.2),
   * anything else in one.
   */
  public static List<byte[]> encodeStream(Decoded.Question question, Answer answer) {
    int type = question.query().type();
    if (type != Type.AXFR && type != Type.IXFR) {
      return List.of(encode(question, answer));
    }
    List<byte[]> messages = new ArrayList<>();
    List<Record> left = answer.answers();
    do {
      int count = fitting(left);
      messages.add(encode(question, answer.withAnswers(left.subList(0, count))));
      left = left.subList(count, left.size());
    } while (!left.isEmpty());
    return messages;
  }

  /** How many records surely fit in one message, which is at least one. */
  private static int fitting(List<Record> records) {
    int size = 0;
    int count = 0;
    while (count < records.size()) {
      size += records.get(count).toWire(Section.ANSWER).length;
      if (count > 0 && size > TRANSFER_SIZE) {
        break;
      }
      count++;
    }
    return count;
  }

  private static OPTRecord opt(Query query, Answer answer) {
    int flags = query.dnssecOk() ? ExtendedFlags.DO : 0;
    return new OPTRecord(
        ADVERTISED_SIZE, answer.rcode() >> 4, 0, flags, answer.delivery().options());
  }

  private static int write(MessageWriter writer, List<Record> records, int reserved) {
    if (records instanceof AddressRecords addresses && writer.isQuestion(addresses.owner())) {
      return writer.write(addresses, reserved);
    }
    int written = 0;
    for (Record item : records) {
      if (!writer.write(item, reserved)) {
        break;
      }
      written++;
    }
    return written;
  }

  private static int flags(Query query, Answer answer, boolean cut) {
    return flag(Flags.QR, true)
        | flag(Flags.AA, answer.authoritative())
        | flag(Flags.TC, cut)
        | flag(Flags.RD, query.recursionDesired())
        | flag(Flags.RA, answer.recursionAvailable())
        | flag(Flags.AD, answer.authenticData())
        | flag(Flags.CD, query.checkingDisabled())
        | answer.rcode() & 0xf;
  }

  /** Flags are numbered from the left. */
  private static int flag(int number, boolean set) {
    return set ? 0x8000 >> number : 0;
  }

  private static void setFlag(Header header, int flag, boolean set) {
    if (set) {
      header.setFlag(flag);
    }
  }

  /** How many octets the client takes, and the answer may have. */
  private static int limit(Query query, Answer answer) {
    return switch (query.client().transport()) {
      case TCP, HTTPS, INTERNAL -> LARGEST_MESSAGE;
      case UDP ->
          query
              .edns()
              .map(
                  edns ->
                      Math.clamp(
                          edns.getPayloadSize(), PLAIN_UDP_SIZE, answer.delivery().udpSize()))
              .orElse(PLAIN_UDP_SIZE);
    };
  }

  /** Writes a question to an upstream server. */
  public static byte[] encodeQuestion(int id, Query query) {
    Message message = new Message(id);
    setFlag(message.getHeader(), Flags.RD, query.recursionDesired());
    setFlag(message.getHeader(), Flags.CD, query.checkingDisabled());
    message.addRecord(
        Record.newRecord(query.name(), query.type(), query.dclass()), Section.QUESTION);
    int flags = query.dnssecOk() ? ExtendedFlags.DO : 0;
    message.addRecord(
        new OPTRecord(ADVERTISED_SIZE, 0, 0, flags, query.upstreamOptions()), Section.ADDITIONAL);
    return message.toWire();
  }

  /** The class that every zone here is of. */
  public static boolean isInternet(Query query) {
    return query.dclass() == DClass.IN || query.dclass() == DClass.ANY;
  }
}
