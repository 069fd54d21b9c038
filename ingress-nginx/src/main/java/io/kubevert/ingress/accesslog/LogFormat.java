package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.Exchange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line with nginx' variables in it, as {@code log_format} has it.
 *
 * @param parts texts and variables in turn
 */
record LogFormat(List<Part> parts, boolean json) {
  /** ingress-nginx's own, {@code upstreaminfo}. */
  static final String DEFAULT =
      "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
          + " \"$http_referer\" \"$http_user_agent\" $request_length $request_time"
          + " [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr"
          + " $upstream_response_length $upstream_response_time $upstream_status $req_id";

  private static final int USUAL_LENGTH = 512;
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  /** What a line is put together from. */
  sealed interface Part {}

  /** A text as it is. */
  record Text(String text) implements Part {}

  /** What an exchange has for a variable. */
  record Value(LogVariables.Variable variable) implements Part {}

  /**
   * Reads a format.
   *
   * @param json whether values are escaped for JSON, and not as nginx does by default
   */
  static LogFormat compile(String text, boolean json) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Text(text.substring(end, matcher.start())));
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      parts.add(new Value(LogVariables.named(name)));
      end = matcher.end();
    }
    parts.add(new Text(text.substring(end)));
    return new LogFormat(List.copyOf(parts), json);
  }

  /** The line of an exchange that is over. */
  String line(Exchange exchange, Instant now) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    for (Part part : parts) {
      switch (part) {
        case Text(String text) -> line.append(text);
        case Value(LogVariables.Variable variable) -> append(line, variable.of(exchange, now));
      }
    }
    return line.toString();
  }

  private void append(StringBuilder line, Optional<String> value) {
    if (json) {
      Escape.json(line, value.orElse(""));
    } else if (value.isPresent()) {
      Escape.plain(line, value.get());
    } else {
      line.append('-');
    }
  }
}
