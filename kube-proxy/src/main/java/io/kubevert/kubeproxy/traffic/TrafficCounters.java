package io.kubevert.kubeproxy.traffic;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.ProgrammedElement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts packets and bytes by Service, destination and endpoint, since this proxy started. Belongs
 * to the thread of its {@link Nftables}.
 */
public final class TrafficCounters {
  private final Map<Family, TrafficTable> tables = new EnumMap<>(Family.class);

  private TrafficCounters() {}

  /**
   * Counts in the families of a node's addresses.
   *
   * @param nodeIps the node's addresses, one a family
   */
  public static TrafficCounters of(Nftables nftables, List<String> nodeIps) {
    TrafficCounters counters = new TrafficCounters();
    for (Family family : Family.values()) {
      if (!family.select(nodeIps).isEmpty()) {
        counters.tables.put(family, new TrafficTable(nftables, family));
      }
    }
    return counters;
  }

  /** Removes what an earlier proxy counted with. */
  public static void remove(Nftables nftables) {
    for (Family family : Family.values()) {
      if (!nftables.chains(TrafficTable.table(family)).isEmpty()) {
        nftables.run(TrafficTable.removal(family));
      }
    }
  }

  /**
   * Follows changes of Services.
   *
   * @param nodePortIps where node ports answer
   */
  public void write(Changes changes, List<String> nodePortIps) {
    tables.forEach(
        (family, table) -> {
          Map<ObjectKey, Set<String>> keys = new HashMap<>();
          changes
              .services()
              .forEach(
                  (service, view) ->
                      keys.put(
                          service,
                          view.map(
                                  now ->
                                      TrafficKeys.of(
                                          now.service(), now.slices(), nodePortIps, family))
                              .orElse(Set.of())));
          table.write(keys);
        });
  }

  /** What was counted for a Service. */
  public List<ProgrammedElement> elements(ObjectKey service) {
    List<ProgrammedElement> elements = new ArrayList<>();
    tables.forEach(
        (family, table) ->
            table
                .counted(service)
                .forEach(
                    (key, hits) ->
                        elements.add(
                            new ProgrammedElement(
                                service,
                                TrafficTable.table(family).toString(),
                                TrafficTable.ENDPOINT_TRAFFIC,
                                key,
                                "",
                                Optional.of(hits)))));
    return elements;
  }

  /** What was counted for each Service that has endpoints. */
  public Map<ObjectKey, Hits> totals() {
    Map<ObjectKey, Hits> totals = new HashMap<>();
    tables.values().forEach(table -> table.collect(totals));
    return totals;
  }

  /** Whether an element is one of those counters. */
  public static boolean counts(ProgrammedElement element) {
    return element.map().equals(TrafficTable.ENDPOINT_TRAFFIC);
  }
}
