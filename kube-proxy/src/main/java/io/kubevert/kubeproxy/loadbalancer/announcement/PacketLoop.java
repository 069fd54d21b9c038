package io.kubevert.kubeproxy.loadbalancer.announcement;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Receives the packets of one kind on one link, until it is told to stop or the link goes down. */
final class PacketLoop {
  private static final int LOOK_MILLIS = 250;

  private final Link link;
  private final PacketSocket socket;
  private final AtomicBoolean stopped = new AtomicBoolean();

  PacketLoop(Link link, PacketSocket socket) {
    this.link = link;
    this.socket = socket;
  }

  /** Blocks the calling thread; fails when the link goes down. */
  void run(Consumer<byte[]> received) throws IOException {
    while (!stopped.get()) {
      Optional<byte[]> packet = socket.receive(LOOK_MILLIS);
      if (packet.isPresent()) {
        received.accept(packet.get());
      } else {
        link.requireUp();
      }
    }
  }

  /** Ends {@link #run} within a quarter of a second. */
  void stop() {
    stopped.set(true);
  }
}
