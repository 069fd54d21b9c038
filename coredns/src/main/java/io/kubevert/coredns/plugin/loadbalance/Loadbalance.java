package io.kubevert.coredns.plugin.loadbalance;

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
        hasAddressesOnly(records) ? shuffled(records) : aliasesFirst(records));
  }

  /** Aliases come first; a long list is not looked through. */
  private static boolean hasAddressesOnly(List<Record> records) {
    for (Record item : records.subList(0, Math.min(MOST_SHUFFLED, records.size()))) {
      if (item.getType() != Type.A && item.getType() != Type.AAAA) {
        return false;
      }
    }
    return true;
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
    aliases.addAll(shuffled(addresses));
    aliases.addAll(others);
    return aliases;
  }

  private static List<Record> shuffled(List<Record> records) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int size = records.size();
    int start = size > MOST_SHUFFLED ? random.nextInt(size) : 0;
    Record[] all = records.toArray(Record[]::new);
    Record[] turned = new Record[size];
    System.arraycopy(all, start, turned, 0, size - start);
    System.arraycopy(all, 0, turned, size - start, start);
    shuffle(turned, Math.min(MOST_SHUFFLED, size), random.nextLong());
    return List.of(turned);
  }

  /** As {@link Collections#shuffle}, with a plain generator (xorshift) that costs a tenth. */
  private static void shuffle(Record[] records, int count, long seed) {
    long state = seed | 1;
    for (int left = count; left > 1; left--) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      int other = (int) ((state >>> 32) * left >>> 32);
      Record last = records[left - 1];
      records[left - 1] = records[other];
      records[other] = last;
    }
  }
}
