package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers neighbour solicitations for IPv6 addresses on one link (RFC 4861).
 *
 * <p>Who asks sends to a multicast group that each address has: it is joined, so that switches that
 * look into multicast send its packets here.
 */
final class NeighbourResponder implements Responder {
  private static final Logger LOG = LoggerFactory.getLogger(NeighbourResponder.class);
  private static final byte[] SOLICITED_NODE = IpAddress.parse("ff02::1:ff00:0").bytes();

  private final Link link;
  private final IpAddress source;
  private final PacketSocket socket;
  private final MulticastSocket groups;
  private final LoadBalancerMetrics metrics;
  private final Consumer<IpAddress> claimed;
  private final AtomicReference<Set<IpAddress>> addresses = new AtomicReference<>(Set.of());
  private final PacketLoop loop;

  private NeighbourResponder(
      Link link,
      IpAddress source,
      PacketSocket socket,
      MulticastSocket groups,
      LoadBalancerMetrics metrics,
      Consumer<IpAddress> claimed) {
    this.link = link;
    this.source = source;
    this.socket = socket;
    this.loop = new PacketLoop(link, socket);
    this.groups = groups;
    this.metrics = metrics;
    this.claimed = claimed;
  }

  /**
   * Opens a link.
   *
   * @param source one of the link's addresses, to answer from
   * @param claimed told, on the thread that runs, of each of our addresses that somebody else
   *     claims
   */
  static NeighbourResponder open(
      Link link, IpAddress source, LoadBalancerMetrics metrics, Consumer<IpAddress> claimed)
      throws IOException {
    PacketSocket socket = link.open(PacketSocket.Kind.NEIGHBOUR_DISCOVERY);
    try {
      return new NeighbourResponder(link, source, socket, new MulticastSocket(), metrics, claimed);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public String link() {
    return link.name();
  }

  @Override
  public void answerFor(Set<IpAddress> here) {
    Set<IpAddress> before = groups(addresses.getAndSet(Set.copyOf(here)));
    Set<IpAddress> now = groups(here);
    now.stream().filter(group -> !before.contains(group)).forEach(group -> join(group, true));
    before.stream().filter(group -> !now.contains(group)).forEach(group -> join(group, false));
  }

  @Override
  public void run() throws IOException {
    loop.run(packet -> NeighbourMessage.decode(packet).ifPresent(this::received));
  }

  @Override
  public void stop() {
    loop.stop();
    addresses.set(Set.of());
  }

  @Override
  public void close() throws IOException {
    groups.close();
    socket.close();
  }

  @Override
  public void announce(IpAddress address) throws IOException {
    send(
        NeighbourMessage.unsolicited(address, source, link.mac()),
        MacAddress.ofGroup(NeighbourMessage.ALL_NODES.bytes()));
    metrics.gratuitous(address);
  }

  private void received(NeighbourMessage message) {
    if (!addresses.get().contains(message.target())
        || message.linkAddress().filter(link.ours()::contains).isPresent()) {
      return;
    }
    switch (message.kind()) {
      case ADVERTISEMENT -> claimed.accept(message.target());
      case SOLICITATION -> reply(message);
    }
  }

  /** A packet that cannot be sent is as good as lost on the wire: who asked asks again. */
  private void reply(NeighbourMessage solicitation) {
    try {
      NeighbourMessage reply = solicitation.reply(source, link.mac());
      MacAddress everybody = MacAddress.ofGroup(NeighbourMessage.ALL_NODES.bytes());
      send(reply, solicitation.linkAddress().orElse(everybody));
      metrics.answered(solicitation.target());
    } catch (IOException e) {
      metrics.unanswered(solicitation.target());
    }
  }

  private void send(NeighbourMessage message, MacAddress to) throws IOException {
    socket.send(message.encode(), to);
  }

  private void join(IpAddress group, boolean in) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(group.bytes()), 0);
      if (in) {
        groups.joinGroup(address, link.device());
      } else {
        groups.leaveGroup(address, link.device());
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("group", group)
          .addKeyValue("cause", e.getMessage())
          .log("a switch may keep questions for a load-balancer address away from this node");
    }
  }

  /** The solicited-node multicast groups of some addresses (RFC 4291, 2.7.1). */
  private static Set<IpAddress> groups(Set<IpAddress> addresses) {
    Set<IpAddress> groups = new HashSet<>();
    for (IpAddress address : addresses) {
      byte[] group = SOLICITED_NODE.clone();
      System.arraycopy(address.bytes(), 13, group, 13, 3);
      groups.add(IpAddress.of(group));
    }
    return groups;
  }
}
