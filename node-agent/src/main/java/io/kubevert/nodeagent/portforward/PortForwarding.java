package io.kubevert.nodeagent.portforward;

import io.kubevert.nodeagent.sandbox.Sandbox;
import io.kubevert.nodeagent.spdy.SpdySession;
import io.kubevert.nodeagent.spdy.SpdyUpgrade;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code pods/portforward} in each of the ways in which clients ask for it. */
public final class PortForwarding {
  private static final Logger LOG = LoggerFactory.getLogger(PortForwarding.class);

  /** SPDY in the binary messages of a WebSocket (KEP-4006), as kubectl has it since 1.31. */
  public static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

  private static final String VERSION = "portforward.k8s.io";

  private final Vertx vertx;
  private final PodConnector connector;

  public PortForwarding(Vertx vertx) {
    this.vertx = vertx;
    this.connector = new PodConnector(vertx);
  }

  /**
   * @param pod its name
   * @param sandbox where its ports are
   */
  public void serve(HttpServerRequest request, String pod, Sandbox sandbox) {
    if (SpdyUpgrade.isAskedBy(request)) {
      SpdyUpgrade.accept(request, VERSION)
          .onSuccess(new SpdyPortForward(vertx, connector, sandbox, pod)::serve)
          .onFailure(failure -> LOG.atDebug().setCause(failure).log("no SPDY session"));
      return;
    }
    List<Integer> ports = ports(request);
    if (ports.contains(ForwardedPort.NONE)) {
      request.response().setStatusCode(400).end("query parameter \"port\" is no valid port\n");
      return;
    }
    request
        .toWebSocket()
        .onSuccess(socket -> serve(socket, pod, sandbox, ports))
        .onFailure(
            failure ->
                request.response().setStatusCode(400).end("a WebSocket or SPDY is needed\n"));
  }

  private void serve(ServerWebSocket socket, String pod, Sandbox sandbox, List<Integer> ports) {
    if (TUNNEL.equals(socket.subProtocol())) {
      socket.pause();
      SpdySession session = SpdySession.over(socket, socket, socket::close);
      new SpdyPortForward(vertx, connector, sandbox, pod).serve(session);
    } else {
      new WebSocketPortForward(connector, sandbox, pod).serve(socket, ports);
    }
  }

  private static List<Integer> ports(HttpServerRequest request) {
    return request.params().entries().stream()
        .filter(entry -> entry.getKey().equals("port") || entry.getKey().equals("ports"))
        .map(entry -> ForwardedPort.parse(entry.getValue()))
        .toList();
  }
}
