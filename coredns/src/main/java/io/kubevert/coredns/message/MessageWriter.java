package io.kubevert.coredns.message;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Octets of one message, no more than the limit. Owner names are compressed (RFC 1035, 4.1.4);
 * nearly all of them are the question's, which costs neither a search nor memory.
 */
final class MessageWriter {
  private static final int HEADER_SIZE = 12;
  private static final int FIXED_FIELDS = 10;
  private static final int SOA_NUMBERS = 20;

  /** Owner and fixed fields of an SOA, and its longest first name. */
  private static final int LONGEST_START = 12 + 255;

  private static final int POINTER = 0xc000;
  private static final int FARTHEST_POINTER = 0x3fff;
  private static final byte[] ROOT = new byte[1];
  private static final int MOST_EXPECTED = 1024;

  private final int limit;
  private final Name question;
  private byte[] octets;
  private int position = HEADER_SIZE;
  private Map<Name, Integer> offsets;
  private Name sameAsQuestion;

  /**
   * @param section the question's octets
   * @param expected how many octets will come behind them, if not more
   */
  MessageWriter(int limit, Name question, byte[] section, int expected) {
    this.limit = limit;
    this.question = question;
    this.sameAsQuestion = question;
    int size = HEADER_SIZE + section.length + Math.min(expected, MOST_EXPECTED);
    this.octets = new byte[Math.min(limit, size)];
    append(section);
  }

  /** Writes the fixed part: identifier, flags and the four counts. */
  byte[] finish(int id, int flags, int answers, int authority, int additional) {
    int end = position;
    position = 0;
    number(id);
    number(flags);
    number(1);
    number(answers);
    number(authority);
    number(additional);
    return end == octets.length ? octets : Arrays.copyOf(octets, end);
  }

  /**
   * Writes a record unless it does not fit.
   *
   * @param reserved octets to leave free behind it
   */
  boolean write(Record item, int reserved) {
    if (item instanceof ARecord || item instanceof AAAARecord) {
      return writeAddress(item, reserved);
    }
    if (item instanceof SOARecord soa && isAroundQuestion(soa.getName())) {
      return writeDenial(soa, reserved);
    }
    byte[] wire = item.toWire(Section.ANSWER);
    int data = item.getName().length();
    boolean ofQuestion = isQuestion(item.getName());
    if (!fits((ofQuestion ? 2 + wire.length - data : wire.length) + reserved)) {
      return false;
    }
    if (ofQuestion) {
      number(POINTER | HEADER_SIZE);
    } else {
      owner(item.getName());
    }
    append(wire, data, wire.length);
    return true;
  }

  /**
   * Writes as many addresses of the question's name as fit.
   *
   * @param reserved octets to leave free behind them
   * @return how many were written
   */
  int write(AddressRecords records, int reserved) {
    int head = Short.BYTES + FIXED_FIELDS;
    int each = head + records.width();
    int count = Math.clamp((limit - reserved - position) / each, 0, records.size());
    ensure(count * each);
    int first = position;
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        head(records);
      } else {
        System.arraycopy(octets, first, octets, position, head);
        position += head;
      }
      records.copy(i, octets, position);
      position += records.width();
    }
    return count;
  }

  private void head(AddressRecords records) {
    number(POINTER | HEADER_SIZE);
    number(records.type());
    number(DClass.IN);
    wide(records.ttl());
    number(records.width());
  }

  /** How many octets a record takes, its name not compressed. */
  static int sizeOf(OPTRecord item) {
    return item.getOptions().isEmpty() ? 1 + FIXED_FIELDS : item.toWire(Section.ADDITIONAL).length;
  }

  /** Writes the record that room was left for. */
  void write(OPTRecord item) {
    if (!item.getOptions().isEmpty()) {
      append(item.toWire(Section.ADDITIONAL));
      return;
    }
    append(ROOT);
    number(Type.OPT);
    number(item.getPayloadSize());
    wide(item.getTTL());
    number(0);
  }

  /** The kind that nearly all are of, and of which there may be a thousand; spares the copies. */
  private boolean writeAddress(Record item, int reserved) {
    byte[] address = item.rdataToWireCanonical();
    boolean ofQuestion = isQuestion(item.getName());
    int owner = ofQuestion ? 2 : item.getName().length();
    if (!fits(owner + FIXED_FIELDS + address.length + reserved)) {
      return false;
    }
    if (ofQuestion) {
      number(POINTER | HEADER_SIZE);
    } else {
      owner(item.getName());
    }
    number(item.getType());
    number(item.getDClass());
    wide(item.getTTL());
    number(address.length);
    append(address);
    return true;
  }

  /**
   * What every denial has: the SOA of a zone that the question is in, which needs no search. Names
   * inside keep their letters' case, and so do not point at the question.
   */
  private boolean writeDenial(SOARecord soa, int reserved) {
    Name zone = soa.getName();
    Name host = soa.getHost();
    Name mailbox = soa.getAdmin();
    boolean inside =
        host.subdomain(zone)
            && mailbox.subdomain(zone)
            && position + LONGEST_START <= FARTHEST_POINTER;
    int shared = inside ? zone.length() - Short.BYTES : 0;
    int data = host.length() + mailbox.length() - shared + SOA_NUMBERS;
    if (!fits(Short.BYTES + FIXED_FIELDS + data + reserved)) {
      return false;
    }
    number(POINTER | HEADER_SIZE + question.length() - zone.length());
    number(Type.SOA);
    number(soa.getDClass());
    wide(soa.getTTL());
    number(data);
    labels(host, host.labels());
    int pointer = POINTER | position - zone.length();
    labels(mailbox, mailbox.labels() - (inside ? zone.labels() : 0));
    if (inside) {
      number(pointer);
    }
    wide(soa.getSerial());
    wide(soa.getRefresh());
    wide(soa.getRetry());
    wide(soa.getExpire());
    wide(soa.getMinimum());
    return true;
  }

  /** The root's name is shorter than a pointer to it. */
  private boolean isAroundQuestion(Name zone) {
    return zone.labels() > 1 && question.subdomain(zone);
  }

  private void labels(Name name, int count) {
    for (int i = 0; i < count; i++) {
      append(name.getLabel(i));
    }
  }

  /** Records of one owner mostly share the name object, which need not be compared each time. */
  boolean isQuestion(Name name) {
    if (name != sameAsQuestion && !name.equals(question)) {
      return false;
    }
    sameAsQuestion = name;
    return true;
  }

  private void owner(Name name) {
    if (offsets == null) {
      offsets = new HashMap<>();
      remember(question, question.labels(), HEADER_SIZE);
    }
    int start = position;
    int labels = name.labels();
    int skipped = 0;
    Integer offset = null;
    while (skipped < labels - 1) {
      offset = offsets.get(skipped == 0 ? name : new Name(name, skipped));
      if (offset != null) {
        break;
      }
      append(name.getLabel(skipped), 0, name.getLabel(skipped)[0] + 1);
      skipped++;
    }
    if (offset == null) {
      append(ROOT);
    } else {
      number(POINTER | offset);
    }
    remember(name, skipped, start);
  }

  private void remember(Name name, int written, int at) {
    int offset = at;
    for (int i = 0; i < Math.min(written, name.labels() - 1); i++) {
      if (offset <= FARTHEST_POINTER) {
        offsets.putIfAbsent(i == 0 ? name : new Name(name, i), offset);
      }
      offset += name.getLabel(i)[0] + 1;
    }
  }

  private boolean fits(int length) {
    return position + length <= limit;
  }

  private void number(int value) {
    ensure(2);
    octets[position++] = (byte) (value >> 8);
    octets[position++] = (byte) value;
  }

  private void wide(long value) {
    number((int) (value >> Short.SIZE));
    number((int) value);
  }

  private void append(byte[] bytes) {
    append(bytes, 0, bytes.length);
  }

  private void append(byte[] bytes, int from, int to) {
    ensure(to - from);
    System.arraycopy(bytes, from, octets, position, to - from);
    position += to - from;
  }

  private void ensure(int more) {
    if (position + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, position + more));
    }
  }
}
