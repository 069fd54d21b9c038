package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open sockets and what answers behind each. A change of configuration keeps the sockets that
 * both configurations want, so that no question is lost. Belongs to one context.
 */
public final class Listeners {
  private final Vertx vertx;
  private final Map<HostAndPort, Listener> open = new HashMap<>();

  public Listeners(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Opens what is missing, then puts the new chains behind every socket, then closes what is no
   * longer wanted. When an address cannot be opened everything stays as it was.
   */
  public Future<Void> apply(Map<HostAndPort, ZoneTable> wanted) {
    Map<HostAndPort, Listener> added = new HashMap<>();
    List<Future<Void>> opening = new ArrayList<>();
    for (Map.Entry<HostAndPort, ZoneTable> entry : wanted.entrySet()) {
      Listener present = open.get(entry.getKey());
      if (present != null && present.transport() != entry.getValue().service().transport()) {
        opening.add(Future.failedFuture(otherTransport(entry.getKey())));
      } else if (present == null) {
        opening.add(
            open(entry.getKey(), entry.getValue())
                .map(listener -> added.put(entry.getKey(), listener))
                .mapEmpty());
      }
    }
    return Future.join(opening)
        .recover(failure -> close(added).compose(closed -> Future.failedFuture(failure)))
        .compose(
            opened -> {
              open.putAll(added);
              wanted.forEach((address, table) -> open.get(address).replace(table));
              return closeAllBut(wanted.keySet());
            });
  }

  private static IllegalStateException otherTransport(HostAndPort address) {
    return new IllegalStateException(
        "cannot change between dns://, tls:// and https:// at "
            + address
            + " while running; restart the server");
  }

  public Future<Void> close() {
    return closeAllBut(Set.of());
  }

  /** The port in use for an address, for those who asked for port 0. */
  public int port(HostAndPort address) {
    return open.get(address).port();
  }

  /** The addresses in use. */
  public Set<HostAndPort> addresses() {
    return Set.copyOf(open.keySet());
  }

  private Future<Void> closeAllBut(Set<HostAndPort> kept) {
    Map<HostAndPort, Listener> unwanted = new HashMap<>();
    for (HostAndPort address : new HashSet<>(open.keySet())) {
      if (!kept.contains(address)) {
        unwanted.put(address, open.remove(address));
      }
    }
    return close(unwanted);
  }

  private static Future<Void> close(Map<HostAndPort, Listener> listeners) {
    return Future.join(listeners.values().stream().map(Listener::close).toList()).mapEmpty();
  }

  private Future<Listener> open(HostAndPort address, ZoneTable table) {
    InetSocketAddress wanted =
        new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port());
    return Listener.open(new EventLoops((VertxInternal) vertx), wanted, table)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "cannot listen on "
                            + address
                            + ": "
                            + failure.getMessage()
                            + "; does another DNS server use it, or is the address not on this"
                            + " node?",
                        failure)));
  }
}
