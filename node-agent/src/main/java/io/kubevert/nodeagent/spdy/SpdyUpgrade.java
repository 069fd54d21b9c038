package io.kubevert.nodeagent.spdy;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.List;

/** The HTTP upgrade to SPDY/3.1, and the choice of what is spoken over it. */
public final class SpdyUpgrade {
  private static final String PROTOCOL = "SPDY/3.1";
  private static final String VERSION = "X-Stream-Protocol-Version";
  private static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";

  private SpdyUpgrade() {}

  public static boolean isAskedBy(HttpServerRequest request) {
    return PROTOCOL.equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * Upgrades a connection.
   *
   * @param version what is spoken, as in {@code v4.channel.k8s.io}; a client that does not offer it
   *     is answered 403
   */
  public static Future<SpdySession> accept(HttpServerRequest request, String version) {
    List<String> offered = request.headers().getAll(VERSION);
    boolean agreed =
        offered.stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .anyMatch(each -> each.strip().equals(version));
    HttpServerResponse response = request.response();
    if (!agreed) {
      String why = "unable to upgrade: the client offers " + offered + ", not " + version;
      response.setStatusCode(403).putHeader(ACCEPTED, version).end(why + "\n");
      return Future.failedFuture(why);
    }
    response
        .putHeader("Connection", "Upgrade")
        .putHeader("Upgrade", PROTOCOL)
        .putHeader(VERSION, version);
    return request
        .toNetSocket()
        .map(
            socket -> {
              socket.pause();
              return SpdySession.over(socket, socket, socket::close);
            });
  }
}
