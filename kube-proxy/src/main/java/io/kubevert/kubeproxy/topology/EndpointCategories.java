package io.kubevert.kubeproxy.topology;

import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Service port's endpoints as one node may use them.
 *
 * @param cluster for traffic under the policy Cluster
 * @param local for traffic under the policy Local
 * @param anyUsable whether any node has an endpoint that may be used: tells a Service that nobody
 *     serves, which is refused, from one that is served elsewhere only, which is dropped
 */
public record EndpointCategories(
    List<PortEndpoint> cluster, List<PortEndpoint> local, boolean anyUsable) {

  public EndpointCategories {
    cluster = List.copyOf(cluster);
    local = List.copyOf(local);
  }

  /**
   * Sorts endpoints.
   *
   * <p>Ready endpoints count. Where there are none, those count that are on their way out but still
   * serve (KEP-1669); that is decided for each policy by itself. Under the policy Cluster, hints
   * narrow the ready endpoints to this node's or this zone's, if every one has a hint and one is
   * meant for here (KEP-2433, KEP-3015).
   */
  public static EndpointCategories of(List<PortEndpoint> endpoints, NodeTopology node) {
    List<PortEndpoint> ready = select(endpoints, Endpoint::ready);
    List<PortEndpoint> leaving =
        select(endpoints, e -> !e.ready() && e.serving() && e.terminating());
    List<PortEndpoint> cluster = ready.isEmpty() ? leaving : hinted(ready, node);
    Predicate<Endpoint> here = endpoint -> endpoint.nodeName().equals(node.nodeName());
    List<PortEndpoint> localReady = select(ready, here);
    List<PortEndpoint> local = localReady.isEmpty() ? select(leaving, here) : localReady;
    return new EndpointCategories(cluster, local, !cluster.isEmpty());
  }

  private static List<PortEndpoint> hinted(List<PortEndpoint> ready, NodeTopology node) {
    List<PortEndpoint> forNode = meantFor(ready, Endpoint::nodeHints, node.nodeName());
    if (!forNode.isEmpty()) {
      return forNode;
    }
    List<PortEndpoint> forZone = meantFor(ready, Endpoint::zoneHints, node.zone());
    return forZone.isEmpty() ? ready : forZone;
  }

  private static List<PortEndpoint> meantFor(
      List<PortEndpoint> ready, Function<Endpoint, Set<String>> hints, String place) {
    boolean allHinted =
        !place.isEmpty() && ready.stream().noneMatch(e -> hints.apply(e.endpoint()).isEmpty());
    return allHinted ? select(ready, e -> hints.apply(e).contains(place)) : List.of();
  }

  private static List<PortEndpoint> select(List<PortEndpoint> from, Predicate<Endpoint> wanted) {
    return from.stream().filter(e -> wanted.test(e.endpoint())).toList();
  }
}
