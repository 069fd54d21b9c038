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

  private static boolean hasAddressesOnly(List<Record> records) {
    for (Record item : records) {
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
    int start = records.size() > MOST_SHUFFLED ? random.nextInt(records.size()) : 0;
    List<Record> turned = new ArrayList<>(records.size());
    turned.addAll(records.subList(start, records.size()));
    turned.addAll(records.subList(0, start));
    Collections.shuffle(turned.subList(0, Math.min(MOST_SHUFFLED, turned.size())), random);
    return turned;
  }
}
