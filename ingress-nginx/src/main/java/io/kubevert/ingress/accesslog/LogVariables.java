package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Exchange.Attempt;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Variables;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;

/** The variables that a log format has beside those of requests. */
final class LogVariables {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneId.systemDefault());

  private LogVariables() {}

  /** The value of a variable; empty for nothing, which nginx writes as {@code -}. */
  static Optional<String> value(String name, Exchange exchange, Instant now) {
    return request(name, exchange)
        .or(() -> upstream(name, exchange))
        .or(() -> time(name, exchange, now))
        .or(() -> object(name, exchange))
        .or(() -> Variables.value(name, exchange));
  }

  private static Optional<String> request(String name, Exchange exchange) {
    return switch (name) {
      case "remote_user" -> exchange.user();
      case "request" ->
          Optional.of(
              exchange.request().method().name()
                  + " "
                  + exchange.request().uri()
                  + " "
                  + protocol(exchange.request().version()));
      case "server_protocol" -> Optional.of(protocol(exchange.request().version()));
      case "status" -> Optional.of(Integer.toString(exchange.response().getStatusCode()));
      case "bytes_sent", "body_bytes_sent" ->
          Optional.of(Long.toString(exchange.response().bytesWritten()));
      case "request_length" -> Optional.of(Long.toString(exchange.request().bytesRead()));
      case "ssl_protocol" ->
          Optional.ofNullable(exchange.request().connection().sslSession())
              .map(SSLSession::getProtocol);
      case "ssl_cipher" ->
          Optional.ofNullable(exchange.request().connection().sslSession())
              .map(SSLSession::getCipherSuite);
      case "pid" -> Optional.of(Long.toString(ProcessHandle.current().pid()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> upstream(String name, Exchange exchange) {
    return switch (name) {
      case "upstream_addr" -> attempts(exchange, attempt -> attempt.endpoint().toString());
      case "upstream_status" -> attempts(exchange, attempt -> status(attempt.status()));
      case "upstream_response_time", "upstream_header_time" ->
          attempts(exchange, attempt -> seconds(attempt.nanos()));
      case "upstream_connect_time" ->
          attempts(exchange, attempt -> seconds(attempt.connectNanos()));
      case "upstream_response_length" ->
          attempts(
              exchange,
              attempt ->
                  attempt == exchange.attempts().getLast()
                      ? Long.toString(exchange.response().bytesWritten())
                      : "0");
      default -> Optional.empty();
    };
  }

  private static Optional<String> time(String name, Exchange exchange, Instant now) {
    return switch (name) {
      case "time_local" -> Optional.of(LOCAL.format(now));
      case "time_iso8601" -> Optional.of(ISO.format(now));
      case "msec" -> Optional.of(String.format(Locale.ROOT, "%.3f", now.toEpochMilli() / 1e3));
      case "request_time" -> Optional.of(seconds(exchange.elapsedNanos()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> object(String name, Exchange exchange) {
    Location location = exchange.location();
    return switch (name) {
      case "namespace" -> Optional.of(location.ingress().namespace());
      case "ingress_name" -> Optional.of(location.ingress().name());
      case "location_path" -> Optional.of(location.path());
      case "service_name" -> location.backend().map(BackendKey::service);
      case "service_port" -> location.backend().map(BackendKey::port);
      case "proxy_upstream_name" ->
          Optional.of(
              location.backend().map(BackendKey::upstreamName).orElse("upstream-default-backend"));
      case "proxy_alternative_upstream_name" ->
          location
              .canary()
              .map(canary -> canary.backend().upstreamName())
              .or(() -> Optional.of(""));
      default -> Optional.empty();
    };
  }

  private static Optional<String> attempts(Exchange exchange, Function<Attempt, String> part) {
    return exchange.attempts().isEmpty()
        ? Optional.empty()
        : Optional.of(exchange.attempts().stream().map(part).collect(Collectors.joining(", ")));
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

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }
}
