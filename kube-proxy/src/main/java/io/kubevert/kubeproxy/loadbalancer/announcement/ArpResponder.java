package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Answers ARP for IPv4 addresses on one link. */
final class ArpResponder implements Responder {
  private final Link link;
  private final PacketSocket socket;
  private final LoadBalancerMetrics metrics;
  private final Consumer<IpAddress> claimed;
  private final AtomicReference<Set<IpAddress>> addresses = new AtomicReference<>(Set.of());
  private final PacketLoop loop;

  private ArpResponder(
      Link link, PacketSocket socket, LoadBalancerMetrics metrics, Consumer<IpAddress> claimed) {
    this.link = link;
    this.socket = socket;
    this.loop = new PacketLoop(link, socket);
    this.metrics = metrics;
    this.claimed = claimed;
  }

  /**
   * Opens a link.
   *
   * @param claimed told, on the thread that runs, of each of our addresses that somebody else
   *     claims
   */
  static ArpResponder open(Link link, LoadBalancerMetrics metrics, Consumer<IpAddress> claimed)
      throws IOException {
    return new ArpResponder(link, link.open(PacketSocket.Kind.ARP), metrics, claimed);
  }

  @Override
  public String link() {
    return link.name();
  }

  @Override
  public void answerFor(Set<IpAddress> here) {
    addresses.set(Set.copyOf(here));
  }

  @Override
  public void run() throws IOException {
    loop.run(packet -> ArpPacket.decode(packet).ifPresent(this::received));
  }

  @Override
  public void stop() {
    loop.stop();
    answerFor(Set.of());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public void announce(IpAddress address) throws IOException {
    for (ArpPacket packet : ArpPacket.gratuitous(address, link.mac())) {
      socket.send(packet.encode(), MacAddress.BROADCAST);
    }
    metrics.gratuitous(address);
  }

  private void received(ArpPacket packet) {
    Set<IpAddress> here = addresses.get();
    if (link.ours().contains(packet.senderMac())) {
      return;
    }
    if (here.contains(packet.senderIp())) {
      claimed.accept(packet.senderIp());
    } else if (packet.operation() == ArpPacket.Operation.REQUEST
        && here.contains(packet.targetIp())) {
      reply(packet);
    }
  }

  /** A packet that cannot be sent is as good as lost on the wire: who asked asks again. */
  private void reply(ArpPacket request) {
    try {
      socket.send(request.reply(link.mac()).encode(), request.senderMac());
      metrics.answered(request.targetIp());
    } catch (IOException e) {
      metrics.unanswered(request.targetIp());
    }
  }
}
