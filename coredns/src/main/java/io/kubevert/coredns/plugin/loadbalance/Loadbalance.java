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

  @Override
  public Handler before(Handler next) {
    return query -> next.handle(query).map(Loadbalance::shuffled);
  }

  private static Answer shuffled(Answer answer) {
    if (answer.answers().size() < 2) {
      return answer;
    }
    if (answer.answers().stream().allMatch(Loadbalance::isAddress)) {
      List<Record> all = new ArrayList<>(answer.answers());
      Collections.shuffle(all, ThreadLocalRandom.current());
      return answer.withAnswers(all);
    }
    return answer.withAnswers(aliasesFirst(answer.answers()));
  }

  private static boolean isAddress(Record item) {
    return item.getType() == Type.A || item.getType() == Type.AAAA;
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
}
