package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.announcement.Placement.Announced;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All addresses that this node announces: by ARP, and by neighbour advertisements, on the link with
 * the node's address of their family or on others. Belongs to one context.
 */
public final class Announcers {
  private final Vertx vertx;
  private final LoadBalancerMetrics metrics;
  private final Consumer<IpAddress> claimed;
  private final Runnable changed;
  private final Map<Way, Announcer> ways = new HashMap<>();
  private final Map<IpAddress, Set<String>> announced = new HashMap<>();
  private Future<?> leaving = Future.succeededFuture();

  /**
   * Where addresses of one family are announced.
   *
   * @param link its name; {@link Announced#NODE_LINK} for the one with the node's address
   */
  private record Way(boolean ipv6, String link) {}

  /**
   * @param context where this is used
   * @param nodeIps this node's addresses, one a family; nothing of another family is announced
   * @param claimed told of each of our addresses that another node claims
   * @param changed told when a link is answered on, and when it no longer is
   */
  public Announcers(
      Vertx vertx,
      Context context,
      List<InetAddress> nodeIps,
      LoadBalancerMetrics metrics,
      Consumer<IpAddress> claimed,
      Runnable changed) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.claimed = address -> context.runOnContext(ignored -> claimed.accept(address));
    this.changed = changed;
    for (InetAddress nodeIp : nodeIps) {
      Way way = new Way(nodeIp instanceof Inet6Address, Announced.NODE_LINK);
      ways.putIfAbsent(way, announcer(way, () -> atNodeIp(nodeIp)));
    }
  }

  /** Starts to answer, as soon as the links are there. */
  public void start() {
    ways.values().forEach(Announcer::start);
  }

  /** Stops to answer, and completes when the last answer has been given. */
  public Future<Void> stop() {
    return Future.join(
            Stream.concat(Stream.of(leaving), ways.values().stream().map(Announcer::stop)).toList())
        .mapEmpty();
  }

  /** Whether this node can announce addresses of each of its families now. */
  public boolean able() {
    return ways.entrySet().stream()
        .filter(way -> way.getKey().link().equals(Announced.NODE_LINK))
        .allMatch(way -> way.getValue().able());
  }

  Set<IpAddress> addresses() {
    return Set.copyOf(announced.keySet());
  }

  /** The links that an address is answered for on now. */
  Set<String> links(IpAddress address) {
    return ways(address).flatMap(way -> way.link().stream()).collect(Collectors.toSet());
  }

  /**
   * Announces an address on some links, and on no others. A link that is not there is waited for.
   *
   * @param links their names, as in {@link Announced}
   */
  void announce(IpAddress address, Set<String> links) {
    if (!ways.containsKey(new Way(address.ipv6(), Announced.NODE_LINK))) {
      return;
    }
    Set<String> before = announced.getOrDefault(address, Set.of());
    announced.put(address, Set.copyOf(links));
    before.stream().filter(link -> !links.contains(link)).forEach(link -> leave(address, link));
    links.stream()
        .filter(link -> !before.contains(link))
        .forEach(link -> way(new Way(address.ipv6(), link)).announce(address));
  }

  void withdraw(IpAddress address) {
    announced.getOrDefault(address, Set.of()).forEach(link -> leave(address, link));
    announced.remove(address);
  }

  /** Tells everybody again where an address is, unless that is going on already. */
  void repeat(IpAddress address) {
    ways(address).forEach(way -> way.repeat(address));
  }

  private Stream<Announcer> ways(IpAddress address) {
    return announced.getOrDefault(address, Set.of()).stream()
        .map(link -> ways.get(new Way(address.ipv6(), link)));
  }

  private Announcer way(Way way) {
    return ways.computeIfAbsent(
        way,
        none -> {
          Announcer opened = announcer(way, () -> named(way));
          opened.start();
          return opened;
        });
  }

  /** The last address that leaves a named link closes it. */
  private void leave(IpAddress address, String link) {
    Way way = new Way(address.ipv6(), link);
    Announcer announcer = ways.get(way);
    announcer.withdraw(address);
    if (!link.equals(Announced.NODE_LINK) && announcer.addresses().isEmpty()) {
      ways.remove(way);
      leaving = Future.join(leaving, announcer.stop());
    }
  }

  private Announcer announcer(Way way, Responder.Opener opener) {
    String name = "load-balancer-" + (way.ipv6() ? "ndp" : "arp") + way.link();
    return new Announcer(vertx, name, opener, changed);
  }

  private Responder atNodeIp(InetAddress nodeIp) throws IOException {
    Link link = Link.with(nodeIp);
    return nodeIp instanceof Inet6Address
        ? NeighbourResponder.open(link, IpAddress.of(nodeIp.getAddress()), metrics, claimed)
        : ArpResponder.open(link, metrics, claimed);
  }

  private Responder named(Way way) throws IOException {
    Link link = Link.named(way.link());
    return way.ipv6()
        ? NeighbourResponder.open(link, link.ipv6(), metrics, claimed)
        : ArpResponder.open(link, metrics, claimed);
  }
}
