package io.kubevert.client.bus;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a process joins the event bus.
 *
 * @param host the address on the control network that both Hazelcast and the bus listen on
 * @param memberPort the port of the Hazelcast member
 * @param busPort the port of the event bus; 0 for any free one
 * @param members where other members listen, each {@code host:port}; those that do not answer are
 *     tried again
 * @param tls the directory with {@code ca.crt}, {@code tls.crt} and {@code tls.key} that both ends
 *     of a bus connection prove themselves with; empty where the bus never leaves the JVM
 */
public record BusOptions(
    String host, int memberPort, int busPort, List<String> members, Optional<Path> tls) {

  public BusOptions {
    members = List.copyOf(members);
  }

  /** The bus of a cluster that lives in one JVM: loopback, any port, no other members. */
  public static BusOptions singleProcess() {
    return new BusOptions("127.0.0.1", 0, 0, List.of(), Optional.empty());
  }
}
