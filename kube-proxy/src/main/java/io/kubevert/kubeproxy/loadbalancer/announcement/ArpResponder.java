package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Answers ARP for addresses on one link, for as long as its {@link #run} lasts.
 *
 * <p>The kernel knows nothing of these addresses: what stops this process stops the answers.
 */
final class ArpResponder {
  private static final int LOOK_MILLIS = 250;

  private final NetworkInterface link;
  private final MacAddress mac;
  private final PacketSocket socket;
  private final LoadBalancerMetrics metrics;
  private final Consumer<Ipv4> claimed;
  private final AtomicReference<Set<Ipv4>> addresses = new AtomicReference<>(Set.of());
  private final AtomicBoolean stopped = new AtomicBoolean();

  private ArpResponder(
      NetworkInterface link,
      PacketSocket socket,
      LoadBalancerMetrics metrics,
      Consumer<Ipv4> claimed)
      throws IOException {
    this.link = link;
    this.mac = MacAddress.of(link.getHardwareAddress());
    this.socket = socket;
    this.metrics = metrics;
    this.claimed = claimed;
  }

  /**
   * Opens the link that has an address, in the network namespace of the calling thread; blocks
   * briefly.
   *
   * @param claimed told, on the thread that runs, of each of our addresses that somebody else
   *     claims
   * @throws IOException saying what is missing
   */
  static ArpResponder open(InetAddress nodeIp, LoadBalancerMetrics metrics, Consumer<Ipv4> claimed)
      throws IOException {
    NetworkInterface link = NetworkInterface.getByInetAddress(nodeIp);
    if (link == null || !link.isUp()) {
      throw new IOException("no link with the address " + nodeIp.getHostAddress() + " is up");
    }
    if (link.getHardwareAddress() == null) {
      throw new IOException(link.getName() + " is not an Ethernet link, which ARP needs");
    }
    try {
      return new ArpResponder(link, PacketSocket.open(link.getIndex()), metrics, claimed);
    } catch (IOException e) {
      throw new IOException(
          "cannot answer ARP on "
              + link.getName()
              + " ("
              + e.getMessage()
              + "): it needs the capability NET_RAW",
          e);
    }
  }

  /** Says which addresses are here from now on. */
  void answerFor(Set<Ipv4> here) {
    addresses.set(Set.copyOf(here));
  }

  /** Answers until {@link #stop}; blocks the calling thread, and fails when the link goes down. */
  void run() throws IOException {
    while (!stopped.get()) {
      Optional<byte[]> packet = socket.receive(LOOK_MILLIS);
      if (packet.isPresent()) {
        ArpPacket.decode(packet.get()).ifPresent(this::received);
      } else if (!link.isUp()) {
        throw new IOException(link.getName() + " is down");
      }
    }
  }

  /** Ends {@link #run} within a quarter of a second. */
  void stop() {
    stopped.set(true);
    answerFor(Set.of());
  }

  /** To be called once {@link #run} is over. */
  void close() throws IOException {
    socket.close();
  }

  /** Tells everybody on the link that an address is here. */
  void announce(Ipv4 address) throws IOException {
    for (ArpPacket packet : ArpPacket.gratuitous(address, mac)) {
      socket.send(packet.encode(), MacAddress.BROADCAST);
    }
    metrics.gratuitous(address);
  }

  private void received(ArpPacket packet) {
    Set<Ipv4> here = addresses.get();
    if (packet.senderMac().equals(mac)) {
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
      socket.send(request.reply(mac).encode(), request.senderMac());
      metrics.answered(request.targetIp());
    } catch (IOException e) {
      metrics.unanswered(request.targetIp());
    }
  }
}
