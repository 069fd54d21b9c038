package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All addresses that this node announces: by ARP, and by neighbour advertisements. Belongs to one
 * context.
 */
public final class Announcers {
  private final Map<Boolean, Announcer> byIpv6 = new HashMap<>();

  /**
   * @param context where this is used
   * @param nodeIps this node's addresses, one a family; each family's addresses are announced on
   *     the link that has it
   * @param claimed told of each of our addresses that another node claims
   */
  public Announcers(
      Vertx vertx,
      Context context,
      List<InetAddress> nodeIps,
      LoadBalancerMetrics metrics,
      Consumer<IpAddress> claimed) {
    Consumer<IpAddress> onContext =
        address -> context.runOnContext(ignored -> claimed.accept(address));
    for (InetAddress nodeIp : nodeIps) {
      boolean ipv6 = nodeIp instanceof Inet6Address;
      Announcer announcer =
          ipv6
              ? new Announcer(
                  vertx,
                  "load-balancer-ndp",
                  () -> NeighbourResponder.open(nodeIp, metrics, onContext))
              : new Announcer(
                  vertx, "load-balancer-arp", () -> ArpResponder.open(nodeIp, metrics, onContext));
      byIpv6.putIfAbsent(ipv6, announcer);
    }
  }

  /** Starts to answer, as soon as the links are there. */
  public void start() {
    byIpv6.values().forEach(Announcer::start);
  }

  /** Stops to answer, and completes when the last answer has been given. */
  public Future<Void> stop() {
    return Future.join(byIpv6.values().stream().map(Announcer::stop).toList()).mapEmpty();
  }

  /** Whether this node can announce addresses of each of its families now. */
  public boolean able() {
    return byIpv6.values().stream().allMatch(Announcer::able);
  }

  Set<IpAddress> addresses() {
    return byIpv6.values().stream()
        .map(Announcer::addresses)
        .flatMap(Collection::stream)
        .collect(Collectors.toSet());
  }

  /** The link that an address would be announced on; empty if there is none. */
  Optional<String> link(IpAddress address) {
    return of(address).flatMap(Announcer::link);
  }

  void announce(IpAddress address) {
    of(address).ifPresent(announcer -> announcer.announce(address));
  }

  void withdraw(IpAddress address) {
    of(address).ifPresent(announcer -> announcer.withdraw(address));
  }

  /** Tells everybody again where an address is, unless that is going on already. */
  void repeat(IpAddress address) {
    of(address).ifPresent(announcer -> announcer.repeat(address));
  }

  private Optional<Announcer> of(IpAddress address) {
    return Optional.ofNullable(byIpv6.get(address.ipv6()));
  }
}
