package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.message.AddressRecords;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.Record;

/**
 * Shuffles A, AAAA and MX records, so that clients that take the first spread out. Luck needs no
 * secrecy here, hence the fast generator.
 */
record RoundRobin() implements Policy {
  /** More than a packet holds; a longer list begins anywhere, and is shuffled so far. */
  private static final int MOST_SHUFFLED = 128;

  @Override
  public List<Record> ordered(List<Record> records) {
    return records instanceof AddressRecords addresses ? shuffled(addresses) : shuffled(records);
  }

  private static List<Record> shuffled(List<Record> records) {
    Kinds kinds = Kinds.of(records);
    Collections.shuffle(kinds.addresses(), ThreadLocalRandom.current());
    Collections.shuffle(kinds.mails(), ThreadLocalRandom.current());
    return kinds.joined();
  }

  private static List<Record> shuffled(AddressRecords records) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int size = records.size();
    int start = size > MOST_SHUFFLED ? random.nextInt(size) : 0;
    return records.turned(start, order(Math.min(MOST_SHUFFLED, size), random.nextLong()));
  }

  /** As {@link Collections#shuffle}, with a plain generator (xorshift) that costs a tenth. */
  private static int[] order(int count, long seed) {
    int[] order = new int[count];
    long state = seed | 1;
    for (int i = 0; i < count; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      int other = (int) ((state >>> 32) * (i + 1) >>> 32);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
