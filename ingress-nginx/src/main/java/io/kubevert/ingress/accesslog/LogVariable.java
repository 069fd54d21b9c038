package io.kubevert.ingress.accesslog;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives the value of one of nginx' variables for what a line is about; empty for nothing, which
 * nginx writes as {@code -}.
 */
@FunctionalInterface
interface LogVariable<T> {
  Optional<String> of(T subject, Instant now);

  /** Those of the moment, which every line can have; empty for another name. */
  static <T> Optional<LogVariable<T>> ofTime(String name) {
    LogTime time = new LogTime();
    return Optional.ofNullable(
        switch (name) {
          case "time_local" -> (subject, now) -> Optional.of(time.local(now));
          case "time_iso8601" -> (subject, now) -> Optional.of(time.iso(now));
          case "msec" ->
              (subject, now) ->
                  Optional.of(String.format(Locale.ROOT, "%.3f", now.toEpochMilli() / 1e3));
          default -> null;
        });
  }
}
