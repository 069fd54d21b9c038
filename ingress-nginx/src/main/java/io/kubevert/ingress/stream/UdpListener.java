package io.kubevert.ingress.stream;

import io.kubevert.ingress.exchange.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each client's datagrams on to one endpoint, and what comes back to the client. A client
 * that is silent for a minute is forgotten.
 */
final class UdpListener {
  private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final long SWEEP_MILLIS = 10_000;
  private static final int MOST_SESSIONS = 4_096;

  private final Vertx vertx;
  private final DatagramSocket socket;
  private final Supplier<List<Endpoint>> endpoints;
  private final Map<SocketAddress, Session> sessions = new HashMap<>();
  private int turn;

  /** A client, the socket that speaks for it, and where it speaks to. */
  private static final class Session {
    private final Endpoint endpoint;
    private final Future<DatagramSocket> upstream;
    private long lastMove = System.nanoTime();

    Session(Endpoint endpoint, Future<DatagramSocket> upstream) {
      this.endpoint = endpoint;
      this.upstream = upstream;
    }

    void close() {
      upstream.onSuccess(DatagramSocket::close);
    }
  }

  private UdpListener(Vertx vertx, Supplier<List<Endpoint>> endpoints) {
    this.vertx = vertx;
    this.socket = vertx.createDatagramSocket(new DatagramSocketOptions());
    this.endpoints = endpoints;
  }

  static Future<Listener> open(
      Vertx vertx, String host, StreamService service, Supplier<List<Endpoint>> endpoints) {
    UdpListener listener = new UdpListener(vertx, endpoints);
    listener.socket.handler(listener::receive);
    long timer = vertx.setPeriodic(SWEEP_MILLIS, fired -> listener.sweep());
    return listener
        .socket
        .listen(service.port(), host)
        .onFailure(cause -> vertx.cancelTimer(timer))
        .map(
            open ->
                () -> {
                  vertx.cancelTimer(timer);
                  listener.sessions.values().forEach(Session::close);
                  return open.close();
                });
  }

  private void receive(DatagramPacket packet) {
    Session session = sessions.get(packet.sender());
    List<Endpoint> all = endpoints.get();
    if (session == null || !all.contains(session.endpoint)) {
      if (session != null) {
        sessions.remove(packet.sender()).close();
      }
      if (all.isEmpty() || sessions.size() >= MOST_SESSIONS) {
        return;
      }
      session = begin(packet.sender(), all);
    }
    session.lastMove = System.nanoTime();
    Endpoint endpoint = session.endpoint;
    session
        .upstream
        .compose(up -> up.send(packet.data(), endpoint.port(), endpoint.host()))
        .onFailure(
            cause -> LOG.atWarn().addKeyValue("endpoint", endpoint).log("a datagram was lost"));
  }

  private Session begin(SocketAddress client, List<Endpoint> all) {
    turn = (turn + 1) & Integer.MAX_VALUE;
    Endpoint endpoint = all.get(turn % all.size());
    DatagramSocket upstream = vertx.createDatagramSocket(new DatagramSocketOptions());
    String any = endpoint.host().indexOf(':') >= 0 ? "::" : "0.0.0.0";
    Session session = new Session(endpoint, upstream.listen(0, any));
    upstream.handler(
        answer -> {
          boolean fromIt =
              answer.sender().port() == endpoint.port()
                  && answer.sender().hostAddress().equals(endpoint.host());
          if (fromIt) {
            session.lastMove = System.nanoTime();
            socket.send(answer.data(), client.port(), client.hostAddress());
          }
        });
    sessions.put(client, session);
    return session;
  }

  private void sweep() {
    long now = System.nanoTime();
    sessions
        .values()
        .removeIf(
            session -> {
              boolean idle = now - session.lastMove > IDLE_NANOS;
              if (idle) {
                session.close();
              }
              return idle;
            });
  }
}
