package io.kubevert.ingress.stream;

import io.kubevert.ingress.accesslog.StreamSession;
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
import java.util.Optional;
import java.util.function.Consumer;
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
  private final StreamService service;
  private final Consumer<StreamSession> over;
  private final Map<SocketAddress, Session> sessions = new HashMap<>();
  private int turn;

  /** A client, the socket that speaks for it, and where it speaks to. */
  private static final class Session {
    private final Endpoint endpoint;
    private final Future<DatagramSocket> upstream;
    private final long began = System.nanoTime();
    private long lastMove = began;
    private long sent;
    private long received;

    Session(Endpoint endpoint, Future<DatagramSocket> upstream) {
      this.endpoint = endpoint;
      this.upstream = upstream;
    }

    void close() {
      upstream.onSuccess(DatagramSocket::close);
    }
  }

  private UdpListener(
      Vertx vertx,
      StreamService service,
      Supplier<List<Endpoint>> endpoints,
      Consumer<StreamSession> over) {
    this.vertx = vertx;
    this.service = service;
    this.over = over;
    this.socket = vertx.createDatagramSocket(new DatagramSocketOptions());
    this.endpoints = endpoints;
  }

  /**
   * @param over is told of each client when it is forgotten
   */
  static Future<Listener> open(
      Vertx vertx,
      String host,
      StreamService service,
      Supplier<List<Endpoint>> endpoints,
      Consumer<StreamSession> over) {
    UdpListener listener = new UdpListener(vertx, service, endpoints, over);
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
                  listener.sessions.forEach(listener::end);
                  return open.close();
                });
  }

  private void receive(DatagramPacket packet) {
    Session session = sessions.get(packet.sender());
    List<Endpoint> all = endpoints.get();
    if (session == null || !all.contains(session.endpoint)) {
      if (session != null) {
        end(packet.sender(), sessions.remove(packet.sender()));
      }
      if (all.isEmpty() || sessions.size() >= MOST_SESSIONS) {
        return;
      }
      session = begin(packet.sender(), all);
    }
    session.lastMove = System.nanoTime();
    session.received += packet.data().length();
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
            session.sent += answer.data().length();
            socket.send(answer.data(), client.port(), client.hostAddress());
          }
        });
    sessions.put(client, session);
    return session;
  }

  private void sweep() {
    long now = System.nanoTime();
    sessions
        .entrySet()
        .removeIf(
            entry -> {
              boolean idle = now - entry.getValue().lastMove > IDLE_NANOS;
              if (idle) {
                end(entry.getKey(), entry.getValue());
              }
              return idle;
            });
  }

  private void end(SocketAddress client, Session session) {
    session.close();
    over.accept(
        new StreamSession(
            client,
            "UDP",
            service.port(),
            service.backend().upstreamName(),
            Optional.of(session.endpoint.toString()),
            session.sent,
            session.received,
            session.lastMove - session.began));
  }
}
