package io.kubevert.ingress.accesslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line with nginx' variables in it, as {@code log_format} has it.
 *
 * @param <T> what lines are about
 * @param parts texts and variables in turn
 */
record LogFormat<T>(List<Part<T>> parts, boolean json) {
  /** ingress-nginx's own, {@code upstreaminfo}. */
  static final String DEFAULT =
      "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
          + " \"$http_referer\" \"$http_user_agent\" $request_length $request_time"
          + " [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr"
          + " $upstream_response_length $upstream_response_time $upstream_status $req_id";

  private static final int USUAL_LENGTH = 512;
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  /** What a line is put together from. */
  sealed interface Part<T> {}

  /** A text as it is. */
  record Text<T>(String text) implements Part<T> {}

  /** What stands for a variable. */
  record Value<T>(LogVariable<T> variable) implements Part<T> {}

  /**
   * Reads a format.
   *
   * @param json whether values are escaped for JSON, and not as nginx does by default
   * @param variables looks one up
   */
  static <T> LogFormat<T> compile(
      String text, boolean json, Function<String, LogVariable<T>> variables) {
    List<Part<T>> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Text<>(text.substring(end, matcher.start())));
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      parts.add(new Value<>(variables.apply(name)));
      end = matcher.end();
    }
    parts.add(new Text<>(text.substring(end)));
    return new LogFormat<>(List.copyOf(parts), json);
  }

  /** The line of something that is over. */
  String line(T subject, Instant now) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    for (Part<T> part : parts) {
      switch (part) {
        case Text<T>(String text) -> line.append(text);
        case Value<T>(LogVariable<T> variable) -> append(line, variable.of(subject, now));
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
