package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Exchange.Attempt;
import io.kubevert.ingress.exchange.Variables;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/** The variables that a log format has beside those of requests. */
final class LogVariables {

  private LogVariables() {}

  /** Looks a variable up, once for all the lines that it will be in. */
  static LogVariable<Exchange> named(String name) {
    return request(name)
        .or(() -> connection(name))
        .or(() -> upstream(name))
        .or(() -> LogVariable.ofTime(name))
        .or(() -> object(name))
        .orElse((exchange, now) -> Variables.value(name, exchange));
  }

  private static Optional<LogVariable<Exchange>> request(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "remote_user" -> (exchange, now) -> exchange.user();
          case "request" -> (exchange, now) -> Optional.of(requestLine(exchange));
          case "server_protocol" ->
              (exchange, now) -> Optional.of(protocol(exchange.request().version()));
          case "request_time" ->
              (exchange, now) -> Optional.of(LogTime.seconds(exchange.elapsedNanos()));
          case "status" ->
              (exchange, now) -> Optional.of(Integer.toString(exchange.response().getStatusCode()));
          case "bytes_sent", "body_bytes_sent" ->
              (exchange, now) -> Optional.of(Long.toString(exchange.response().bytesWritten()));
          case "request_length" ->
              (exchange, now) -> Optional.of(Long.toString(exchange.request().bytesRead()));
          default -> null;
        });
  }

  private static Optional<LogVariable<Exchange>> connection(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "ssl_protocol" -> (exchange, now) -> session(exchange).map(SSLSession::getProtocol);
          case "ssl_cipher" -> (exchange, now) -> session(exchange).map(SSLSession::getCipherSuite);
          case "pid" ->
              (exchange, now) -> Optional.of(Long.toString(ProcessHandle.current().pid()));
          default -> null;
        });
  }

  private static Optional<LogVariable<Exchange>> upstream(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "upstream_addr" ->
              (exchange, now) -> attempts(exchange, attempt -> attempt.endpoint().toString());
          case "upstream_status" ->
              (exchange, now) -> attempts(exchange, attempt -> status(attempt.status()));
          case "upstream_response_time", "upstream_header_time" ->
              (exchange, now) -> attempts(exchange, attempt -> LogTime.seconds(attempt.nanos()));
          case "upstream_connect_time" ->
              (exchange, now) ->
                  attempts(exchange, attempt -> LogTime.seconds(attempt.connectNanos()));
          case "upstream_response_length" ->
              (exchange, now) ->
                  attempts(
                      exchange,
                      attempt ->
                          attempt == exchange.attempts().getLast()
                              ? Long.toString(exchange.response().bytesWritten())
                              : "0");
          default -> null;
        });
  }

  private static Optional<LogVariable<Exchange>> object(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "namespace" ->
              (exchange, now) -> Optional.of(exchange.location().ingress().namespace());
          case "ingress_name" ->
              (exchange, now) -> Optional.of(exchange.location().ingress().name());
          case "location_path" -> (exchange, now) -> Optional.of(exchange.location().path());
          case "service_name" ->
              (exchange, now) -> exchange.location().backend().map(BackendKey::service);
          case "service_port" ->
              (exchange, now) -> exchange.location().backend().map(BackendKey::port);
          case "proxy_upstream_name" ->
              (exchange, now) ->
                  exchange
                      .location()
                      .backend()
                      .map(BackendKey::upstreamName)
                      .or(() -> Optional.of("upstream-default-backend"));
          case "proxy_alternative_upstream_name" ->
              (exchange, now) ->
                  exchange
                      .location()
                      .canary()
                      .map(canary -> canary.backend().upstreamName())
                      .or(() -> Optional.of(""));
          default -> null;
        });
  }

  private static String requestLine(Exchange exchange) {
    return exchange.request().method().name()
        + " "
        + exchange.request().uri()
        + " "
        + protocol(exchange.request().version());
  }

  private static Optional<SSLSession> session(Exchange exchange) {
    return Optional.ofNullable(exchange.request().connection().sslSession());
  }

  private static Optional<String> attempts(Exchange exchange, Function<Attempt, String> part) {
    if (exchange.attempts().isEmpty()) {
      return Optional.empty();
    }
    StringJoiner joined = new StringJoiner(", ");
    exchange.attempts().forEach(attempt -> joined.add(part.apply(attempt)));
    return Optional.of(joined.toString());
  }

  /** nginx names an endpoint that did not answer by the status that it makes of that. */
  private static String status(int status) {
    return status == 0 ? "502" : Integer.toString(status);
  }

  private static String protocol(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2.0";
    };
  }
}
