package io.kubevert.coredns.message;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** How long an HTTP cache may keep an answer (RFC 8484, 5.1). */
public final class Freshness {
  private Freshness() {}

  /**
   * Seconds: the smallest time to live of the answer section; of a denial no more than its SOA
   * record says (RFC 2308, 5); nothing for a failure.
   */
  public static long of(byte[] answer) throws IOException {
    Message message = new Message(answer);
    int rcode = message.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return 0;
    }
    List<Record> answers = message.getSection(Section.ANSWER);
    int asked = message.getQuestion().getType();
    long smallest = answers.stream().mapToLong(Record::getTTL).min().orElse(Long.MAX_VALUE);
    boolean denial =
        rcode == Rcode.NXDOMAIN || answers.stream().noneMatch(item -> item.getType() == asked);
    long bound = denial ? ofDenial(message, smallest) : Long.MAX_VALUE;
    return Math.min(smallest, bound);
  }

  /** Aliases without an end may be what a server knows that asks no others. */
  private static long ofDenial(Message message, long whenUnsaid) {
    return message.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
        .min()
        .orElse(whenUnsaid == Long.MAX_VALUE ? 0 : whenUnsaid);
  }
}
