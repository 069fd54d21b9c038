package io.kubevert.kubeproxy.traffic;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.nftables.Collection;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.rules.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One family's counters: a set of destinations and endpoints, in which each packet of a translated
 * connection, in either direction, is looked up once. Belongs to the thread of its {@link
 * Nftables}.
 *
 * <p>What cannot be written is written anew with the next change, and counted from zero; forwarding
 * does not depend on it.
 */
final class TrafficTable {
  /** The set, and what it is called where elements are shown. */
  static final String ENDPOINT_TRAFFIC = "endpoint-traffic";

  private static final Logger LOG = LoggerFactory.getLogger(TrafficTable.class);

  private final Nftables nftables;
  private final Family family;
  private final Table table;
  private final Map<ObjectKey, Set<String>> byService = new HashMap<>();
  private final Map<String, Integer> references = new TreeMap<>();
  private boolean inSync;

  TrafficTable(Nftables nftables, Family family) {
    this.nftables = nftables;
    this.family = family;
    this.table = table(family);
  }

  static Table table(Family family) {
    return new Table(family.table().family(), family.table().name() + "-traffic");
  }

  /** What makes a table go away, be it there or not. */
  static Transaction removal(Family family) {
    return new Transaction(
        table(family), List.of(new Operation.AddTable(), new Operation.DeleteTable()));
  }

  /** Counts for some Services by other keys from now on; by none for one that is gone. */
  void write(Map<ObjectKey, Set<String>> changes) {
    List<Operation> operations = new ArrayList<>();
    changes.forEach((service, keys) -> replace(service, keys, operations));
    try {
      if (!inSync) {
        run(whole());
        inSync = true;
      } else if (!operations.isEmpty()) {
        run(operations);
      }
    } catch (NftablesException e) {
      inSync = false;
      LOG.atWarn()
          .addKeyValue("table", table)
          .addKeyValue("cause", e.getMessage())
          .log("traffic of Services is not counted until the next change");
    }
  }

  /** What was counted for a Service, by key. */
  Map<String, Hits> counted(ObjectKey service) {
    Map<String, Hits> counted = new TreeMap<>();
    for (String key : byService.getOrDefault(service, Set.of())) {
      Optional<Hits> hits = nftables.hits(table, ENDPOINT_TRAFFIC, key);
      hits.ifPresent(found -> counted.put(key, found));
    }
    return counted;
  }

  /** Adds what was counted for each Service. */
  void collect(Map<ObjectKey, Hits> totals) {
    Map<String, Hits> counted = nftables.hits(table, ENDPOINT_TRAFFIC, references.keySet());
    byService.forEach(
        (service, keys) ->
            totals.merge(
                service,
                keys.stream()
                    .map(key -> counted.getOrDefault(key, Hits.NONE))
                    .reduce(Hits.NONE, Hits::plus),
                Hits::plus));
  }

  private void replace(ObjectKey service, Set<String> keys, List<Operation> operations) {
    Set<String> before = keys.isEmpty() ? byService.remove(service) : byService.put(service, keys);
    for (String key : keys) {
      if (references.merge(key, 1, Integer::sum) == 1) {
        operations.add(added(key));
      }
    }
    for (String key : before == null ? Set.<String>of() : before) {
      if (references.merge(key, -1, (count, one) -> count + one == 0 ? null : count + one)
          == null) {
        operations.addFirst(new Operation.DeleteElement(new Element.Key(ENDPOINT_TRAFFIC, key)));
      }
    }
  }

  private List<Operation> whole() {
    List<Operation> whole = new ArrayList<>();
    whole.add(new Operation.AddTable());
    whole.add(new Operation.DeleteTable());
    whole.add(new Operation.AddTable());
    String address = family.addressType();
    whole.add(
        new Operation.AddCollection(
            Collection.set(
                ENDPOINT_TRAFFIC,
                "type %s . inet_proto . inet_service . %s . inet_service ; counter ;"
                    .formatted(address, address))));
    String count = count();
    whole.add(
        new Operation.AddChain(
            Chain.hooked("prerouting", "type filter hook prerouting priority dstnat + 10", count)));
    whole.add(
        new Operation.AddChain(
            Chain.hooked("output", "type filter hook output priority -90", count)));
    references.keySet().forEach(key -> whole.add(added(key)));
    return whole;
  }

  private String count() {
    String ip = family.keyword();
    return ("meta l4proto { tcp, udp, sctp } ct status dnat ct original %s daddr . meta l4proto"
            + " . ct original proto-dst . ct reply %s saddr . ct reply proto-src @%s")
        .formatted(ip, ip, ENDPOINT_TRAFFIC);
  }

  private static Operation added(String key) {
    return new Operation.AddElement(new Element(new Element.Key(ENDPOINT_TRAFFIC, key), ""));
  }

  private void run(List<Operation> operations) {
    nftables.run(new Transaction(table, operations));
  }
}
