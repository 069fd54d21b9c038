package io.kubevert.coredns.message;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Type;

/**
 * Reads the shape that nearly every question has: one question, and at most an OPT record without
 * options. It says the same as the library, for a fraction of the work; every other shape, a broken
 * one too, is left to the library.
 */
final class PlainQuestion {
  private static final int HEADER_SIZE = 12;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_LABEL = 63;
  private static final int QUESTION_FIELDS = 4;
  private static final int OPT_SIZE = 11;

  private PlainQuestion() {}

  static Optional<Decoded> read(byte[] octets, Client client) {
    if (octets.length < HEADER_SIZE || !hasPlainHeader(octets)) {
      return Optional.empty();
    }
    int end = endOfName(octets);
    int additional = number(octets, 10);
    int size = end + QUESTION_FIELDS + (additional == 1 ? OPT_SIZE : 0);
    if (end < 0 || octets.length != size) {
      return Optional.empty();
    }
    int opt = end + QUESTION_FIELDS;
    if (additional == 1 && !isPlainOpt(octets, opt)) {
      return Optional.empty();
    }
    Optional<OPTRecord> edns =
        additional == 1
            ? Optional.of(
                new OPTRecord(
                    number(octets, opt + 3), octets[opt + 5] & 0xff, 0, number(octets, opt + 7)))
            : Optional.empty();
    return name(octets).map(name -> question(octets, name, end, edns, client));
  }

  private static Decoded question(
      byte[] octets, Name name, int end, Optional<OPTRecord> edns, Client client) {
    int flags = number(octets, 2);
    return new Decoded.Question(
        new Query(
            number(octets, 0),
            name,
            number(octets, end),
            number(octets, end + 2),
            isSet(flags, Flags.RD),
            isSet(flags, Flags.CD),
            edns,
            octets.length,
            0,
            client),
        Arrays.copyOfRange(octets, HEADER_SIZE, end + QUESTION_FIELDS));
  }

  /** A question (QR and opcode 0) that is not cut; one question, no more than one record. */
  private static boolean hasPlainHeader(byte[] octets) {
    return (octets[2] & 0xfa) == 0
        && number(octets, 4) == 1
        && number(octets, 6) == 0
        && number(octets, 8) == 0
        && number(octets, 10) <= 1;
  }

  /** Where the question's name ends; negative if it does not, or holds a pointer. */
  private static int endOfName(byte[] octets) {
    int position = HEADER_SIZE;
    while (position < octets.length && position - HEADER_SIZE < LONGEST_NAME) {
      int length = octets[position] & 0xff;
      position++;
      if (length == 0) {
        return position;
      }
      if (length > LONGEST_LABEL) {
        return -1;
      }
      position += length;
    }
    return -1;
  }

  /** Root as its name, version 0, no options. */
  private static boolean isPlainOpt(byte[] octets, int at) {
    return octets[at] == 0
        && number(octets, at + 1) == Type.OPT
        && octets[at + 6] == 0
        && number(octets, at + 9) == 0;
  }

  private static Optional<Name> name(byte[] octets) {
    try {
      DNSInput input = new DNSInput(octets);
      input.jump(HEADER_SIZE);
      return Optional.of(new Name(input));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Flags are numbered from the left. */
  private static boolean isSet(int flags, int number) {
    return (flags & 0x8000 >> number) != 0;
  }

  private static int number(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }
}
