package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.message.Answer;
import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** About how many octets of memory a kept answer takes. */
final class Footprint {
  /** The map's node, the key, the entry and the answer with its lists. */
  private static final int OF_ENTRY = 400;

  /** A record's objects besides its octets: the record, its name, what its data are made of. */
  private static final int OF_RECORD = 200;

  private Footprint() {}

  static long of(CacheKey key, Answer answer) {
    return OF_ENTRY
        + key.name().length()
        + of(answer.answers())
        + of(answer.authority())
        + of(answer.additional());
  }

  private static long of(List<Record> records) {
    long octets = 0;
    for (Record item : records) {
      octets += OF_RECORD + item.toWire(Section.ANSWER).length;
    }
    return octets;
  }
}
