package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.message.AddressRecords;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Shuffles A, AAAA and MX records, so that clients that take the first spread out. Aliases stay in
 * front, as old resolvers want them. Luck needs no secrecy here, hence the fast generator.
 */
final class Loadbalance implements Plugin {
  /** More than a packet holds; a longer list begins anywhere, and is shuffled so far. */
  private static final int MOST_SHUFFLED = 128;

  @Override
  public Handler before(Handler next) {
    return query -> next.handle(query).map(Loadbalance::shuffled);
  }

  private static Answer shuffled(Answer answer) {
    List<Record> records = answer.answers();
    if (records.size() < 2) {
      return answer;
    }
    return answer.withAnswers(
        records instanceof AddressRecords addresses ? shuffled(addresses) : aliasesFirst(records));
  }

  private static List<Record> aliasesFirst(List<Record> records) {
    List<Record> aliases = new ArrayList<>();
    List<Record> addresses = new ArrayList<>();
    List<Record> others = new ArrayList<>();
    for (Record item : records) {
      switch (item.getType()) {
        case Type.CNAME -> aliases.add(item);
        case Type.A, Type.AAAA, Type.MX -> addresses.add(item);
        default -> others.add(item);
      }
    }
    Collections.shuffle(addresses, ThreadLocalRandom.current());
    aliases.addAll(addresses);
    aliases.addAll(others);
    return aliases;
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
