package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.Advertisement;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which node announces a Service's address, or why none does. */
public sealed interface Placement {

  /**
   * One node does.
   *
   * @param links the names of those that it is announced on; {@link #NODE_LINK} among them for the
   *     one with the node's address
   */
  record Announced(String node, Set<String> links) implements Placement {
    /** Stands for the link that has the node's address. */
    static final String NODE_LINK = "";
  }

  /**
   * None does.
   *
   * @param reason one CamelCase word
   * @param message for the Service's user to read
   */
  record Withheld(String reason, String message) implements Placement {}

  /**
   * Decides. Pure: nodes that know the same agree.
   *
   * <p>Without an endpoint that serves, no node may announce: an address that leads nowhere is
   * better not there. Under the external traffic policy Local, only nodes with such an endpoint
   * may. Of the nodes that may, those that advertisements prefer most do, and of these the elected
   * one.
   *
   * @param nodes all that are known
   */
  static Placement of(
      IpAddress address,
      BalancedService service,
      List<EndpointSlice> slices,
      LoadBalancerConfig config,
      Collection<BalancerNode> nodes) {
    Optional<AddressPool> pool = config.poolOf(address);
    if (pool.isEmpty()) {
      return new Withheld("NoPool", address + " is in no address pool");
    }
    List<Advertisement> advertisements =
        config.advertisements().stream()
            .filter(each -> each.covers(pool.get(), service.labels()))
            .toList();
    if (advertisements.isEmpty()) {
      return new Withheld(
          "NoAdvertisement",
          "no L2Advertisement selects the pool " + pool.get().name() + " for this Service");
    }
    Set<String> places = places(slices);
    if (places.isEmpty()) {
      return new Withheld("NoEndpoints", "no endpoint of the Service is ready");
    }
    return elect(
        address, service.local() ? Optional.of(places) : Optional.empty(), advertisements, nodes);
  }

  private static Placement elect(
      IpAddress address,
      Optional<Set<String>> places,
      List<Advertisement> advertisements,
      Collection<BalancerNode> nodes) {
    TreeMap<String, String> excluded = new TreeMap<>();
    TreeMap<Integer, Map<String, BalancerNode>> candidates =
        new TreeMap<>(Comparator.reverseOrder());
    for (BalancerNode node : nodes) {
      Optional<String> obstacle = obstacle(node, places, advertisements);
      obstacle.ifPresent(why -> excluded.put(node.name(), why));
      if (obstacle.isEmpty()) {
        int preference =
            advertisements.stream()
                .filter(each -> each.admits(node.labels()))
                .mapToInt(each -> each.preference(node.labels()))
                .sum();
        candidates.computeIfAbsent(preference, none -> new TreeMap<>()).put(node.name(), node);
      }
    }
    if (candidates.isEmpty()) {
      return new Withheld("NoNode", "no node can announce it: " + told(excluded));
    }
    Map<String, BalancerNode> preferred = candidates.firstEntry().getValue();
    String winner = Election.winner(address, preferred.keySet()).orElseThrow();
    return new Announced(winner, links(advertisements, preferred.get(winner)));
  }

  private static Optional<String> obstacle(
      BalancerNode node, Optional<Set<String>> places, List<Advertisement> advertisements) {
    if (node.obstacle().isPresent()) {
      return node.obstacle();
    }
    if (advertisements.stream().noneMatch(each -> each.admits(node.labels()))) {
      return Optional.of("no L2Advertisement selects it");
    }
    return places.filter(with -> !with.contains(node.name())).isPresent()
        ? Optional.of("externalTrafficPolicy is Local and it has no ready endpoint")
        : Optional.empty();
  }

  private static Set<String> links(List<Advertisement> advertisements, BalancerNode node) {
    return advertisements.stream()
        .filter(each -> each.admits(node.labels()))
        .map(Advertisement::interfaces)
        .flatMap(named -> named.isEmpty() ? Stream.of(Announced.NODE_LINK) : named.stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> places(List<EndpointSlice> slices) {
    return slices.stream()
        .flatMap(slice -> slice.endpoints().stream())
        .filter(endpoint -> endpoint.ready() || endpoint.serving())
        .map(Endpoint::nodeName)
        .collect(Collectors.toSet());
  }

  private static String told(TreeMap<String, String> excluded) {
    return excluded.isEmpty()
        ? "there is none"
        : excluded.entrySet().stream()
            .map(node -> node.getKey() + ": " + node.getValue())
            .collect(Collectors.joining("; "));
  }
}
