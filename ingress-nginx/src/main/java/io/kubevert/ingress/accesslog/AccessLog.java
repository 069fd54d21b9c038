package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Exchange.Attempt;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log in ingress-nginx's default format, {@code upstreaminfo}. What a client sent is
 * escaped, so that it cannot write lines of its own.
 */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());

  private final Clock clock;

  public AccessLog(Clock clock) {
    this.clock = clock;
  }

  /** Writes the line of an exchange that is over. */
  public void write(Exchange exchange) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(exchange));
    }
  }

  String line(Exchange exchange) {
    return "%s - - [%s] \"%s %s %s\" %d %d \"%s\" \"%s\" %d %s [%s] [] %s %s %s %s"
        .formatted(
            exchange.client().address(),
            TIME.format(clock.instant()),
            exchange.request().method().name(),
            escaped(exchange.request().uri()),
            protocol(exchange.request().version()),
            exchange.response().getStatusCode(),
            exchange.response().bytesWritten(),
            escaped(exchange.request().getHeader("referer")),
            escaped(exchange.request().getHeader("user-agent")),
            exchange.request().bytesRead(),
            seconds(exchange.elapsedNanos()),
            exchange.backend().map(BackendKey::upstreamName).orElse("upstream-default-backend"),
            attempts(exchange, attempt -> attempt.endpoint().toString()),
            attempts(exchange, attempt -> seconds(attempt.nanos())),
            attempts(exchange, attempt -> Integer.toString(attempt.status())),
            escaped(exchange.requestId()));
  }

  private static String attempts(Exchange exchange, Function<Attempt, String> part) {
    return exchange.attempts().isEmpty()
        ? "-"
        : exchange.attempts().stream().map(part).collect(Collectors.joining(", "));
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

  private static String escaped(String text) {
    if (text == null) {
      return "-";
    }
    StringBuilder safe = new StringBuilder(text.length());
    for (char letter : text.toCharArray()) {
      if (letter < ' ' || letter == '"' || letter == '\\' || letter > '~') {
        safe.append("\\x%02X".formatted((int) letter));
      } else {
        safe.append(letter);
      }
    }
    return safe.toString();
  }
}
