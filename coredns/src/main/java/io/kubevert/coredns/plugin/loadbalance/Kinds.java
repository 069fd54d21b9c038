package io.kubevert.coredns.plugin.loadbalance;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The records of an answer by their kinds, aliases in front, as old resolvers want them. */
record Kinds(
    List<Record> aliases, List<Record> addresses, List<Record> mails, List<Record> others) {

  static Kinds of(List<Record> records) {
    Kinds kinds =
        new Kinds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Record item : records) {
      switch (item.getType()) {
        case Type.CNAME -> kinds.aliases.add(item);
        case Type.A, Type.AAAA -> kinds.addresses.add(item);
        case Type.MX -> kinds.mails.add(item);
        default -> kinds.others.add(item);
      }
    }
    return kinds;
  }

  List<Record> joined() {
    List<Record> joined = new ArrayList<>(aliases);
    joined.addAll(addresses);
    joined.addAll(mails);
    joined.addAll(others);
    return joined;
  }
}
