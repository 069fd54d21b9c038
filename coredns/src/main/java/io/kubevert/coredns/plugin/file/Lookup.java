package io.kubevert.coredns.plugin.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** One question to a zone: RFC 1034, 4.3.2, with wildcards by RFC 4592 and DNAME by RFC 6672. */
final class Lookup {
  private static final int MOST_ALIASES = 8;

  private final ZoneData zone;
  private final int type;
  private final List<Record> chain = new ArrayList<>();

  private Lookup(ZoneData zone, int type) {
    this.zone = zone;
    this.type = type;
  }

  /** What a zone knows. */
  sealed interface Result {
    /** With the aliases that led to the records in front of them. */
    record Records(List<Record> answers, List<Record> additional) implements Result {}

    /** The name exists, but not with that type. */
    record NoData(List<Record> chain) implements Result {}

    record NoName(List<Record> chain) implements Result {}

    /** The name is in a zone that other servers have. */
    record Delegation(List<Record> chain, List<Record> servers, List<Record> addresses)
        implements Result {}

    /** Aliases lead out of the zone. */
    record Outside(List<Record> chain, Name target) implements Result {}

    /** Aliases that never end. */
    record Endless() implements Result {}
  }

  static Result in(ZoneData zone, Name name, int type) {
    return new Lookup(zone, type).find(name);
  }

  private Result find(Name name) {
    if (chain.size() > MOST_ALIASES) {
      return new Result.Endless();
    }
    if (!name.subdomain(zone.origin())) {
      return new Result.Outside(List.copyOf(chain), name);
    }
    int labels = name.labels();
    for (int depth = zone.origin().labels() + 1; depth <= labels; depth++) {
      Name ancestor = new Name(name, labels - depth);
      List<Record> servers = zone.at(ancestor, Type.NS);
      if (!servers.isEmpty() && !(depth == labels && type == Type.DS)) {
        return new Result.Delegation(List.copyOf(chain), servers, addressesOf(servers));
      }
      List<Record> renamed = zone.at(ancestor, Type.DNAME);
      if (depth < labels && !renamed.isEmpty()) {
        return renamed(name, (DNAMERecord) renamed.getFirst());
      }
    }
    return zone.exists(name) ? at(name, name) : wild(name);
  }

  /** Synthesizes the alias that the old name is now. */
  private Result renamed(Name name, DNAMERecord rule) {
    chain.add(rule);
    try {
      Name target = name.fromDNAME(rule);
      chain.add(new CNAMERecord(name, rule.getDClass(), rule.getTTL(), target));
      return find(target);
    } catch (NameTooLongException e) {
      return new Result.Endless();
    }
  }

  /** The wildcard beside the closest name that exists, if there is one. */
  private Result wild(Name name) {
    int skipped = 1;
    while (!zone.exists(new Name(name, skipped))) {
      skipped++;
    }
    Name wildcard = name.wild(skipped);
    return zone.exists(wildcard) ? at(wildcard, name) : new Result.NoName(List.copyOf(chain));
  }

  /**
   * @param owner the name in the zone, perhaps a wildcard
   * @param name that was asked for
   */
  private Result at(Name owner, Name name) {
    List<Record> aliases = zone.at(owner, Type.CNAME);
    if (!aliases.isEmpty() && type != Type.CNAME && type != Type.ANY) {
      Record alias = aliases.getFirst().withName(name);
      chain.add(alias);
      return find(((CNAMERecord) alias).getTarget());
    }
    List<Record> found = new ArrayList<>();
    if (type == Type.ANY) {
      Map<Integer, List<Record>> all = zone.names().getOrDefault(owner, Map.of());
      all.values().forEach(found::addAll);
    } else {
      found.addAll(zone.at(owner, type));
    }
    if (found.isEmpty()) {
      return new Result.NoData(List.copyOf(chain));
    }
    List<Record> answers = new ArrayList<>(chain);
    found.forEach(item -> answers.add(item.withName(name)));
    return new Result.Records(answers, addressesOf(found));
  }

  /** The addresses, in this zone, of the names that records point to. */
  private List<Record> addressesOf(List<Record> records) {
    List<Record> addresses = new ArrayList<>();
    for (Record item : records) {
      Optional.ofNullable(item.getAdditionalName())
          .filter(target -> target.subdomain(zone.origin()))
          .ifPresent(
              target -> {
                addresses.addAll(zone.at(target, Type.A));
                addresses.addAll(zone.at(target, Type.AAAA));
              });
    }
    return addresses.stream().distinct().toList();
  }
}
