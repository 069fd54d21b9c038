package io.kubevert.ingress.accesslog;

import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * A connection of a TCP service, or a client of a UDP service, that is over.
 *
 * @param protocol TCP or UDP
 * @param port where the client came to
 * @param upstream the Service, as ingress-nginx names it
 * @param endpoint empty where none could be reached
 * @param sent how many bytes the client was sent
 * @param received how many came from it
 */
public record StreamSession(
    SocketAddress client,
    String protocol,
    int port,
    String upstream,
    Optional<String> endpoint,
    long sent,
    long received,
    long nanos) {
  /** ingress-nginx's own. */
  static final String FORMAT =
      "[$remote_addr] [$time_local] $protocol $status $bytes_sent $bytes_received $session_time";

  private static final String SERVED = "200";
  private static final String UNREACHABLE = "502";

  /** Looks a variable up; an unknown one has no value. */
  static LogVariable<StreamSession> named(String name) {
    return LogVariable.<StreamSession>ofTime(name).orElse((session, now) -> session.value(name));
  }

  private Optional<String> value(String name) {
    return switch (name) {
      case "remote_addr" -> Optional.of(client.hostAddress());
      case "remote_port" -> Optional.of(Integer.toString(client.port()));
      case "protocol" -> Optional.of(protocol);
      case "server_port" -> Optional.of(Integer.toString(port));
      case "status" -> Optional.of(endpoint.isPresent() ? SERVED : UNREACHABLE);
      case "bytes_sent" -> Optional.of(Long.toString(sent));
      case "bytes_received" -> Optional.of(Long.toString(received));
      case "session_time" -> Optional.of(LogTime.seconds(nanos));
      case "upstream_addr" -> endpoint;
      case "proxy_upstream_name" -> Optional.of(protocol.toLowerCase(Locale.ROOT) + "-" + upstream);
      default -> Optional.empty();
    };
  }
}
