package io.kubevert.nodeagent.server;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Which part of a log is asked for.
 *
 * @param tailLines how many lines from the end; negative for all
 * @param since no line before this
 * @param limitBytes how much at most; negative for all
 * @param stream Stdout, Stderr or All
 */
record LogOptions(
    boolean follow,
    boolean previous,
    boolean timestamps,
    long tailLines,
    Instant since,
    long limitBytes,
    String stream) {

  /**
   * @throws IllegalArgumentException if a parameter makes no sense
   */
  static LogOptions of(MultiMap query, Instant now) {
    Instant since = Instant.MIN;
    if (query.contains("sinceSeconds")) {
      since = now.minusSeconds(number(query, "sinceSeconds"));
    } else if (query.contains("sinceTime")) {
      since = OffsetDateTime.parse(query.get("sinceTime")).toInstant();
    }
    return new LogOptions(
        truth(query, "follow"),
        truth(query, "previous"),
        truth(query, "timestamps"),
        number(query, "tailLines"),
        since,
        number(query, "limitBytes"),
        query.contains("stream") ? query.get("stream") : "All");
  }

  private static boolean truth(MultiMap query, String name) {
    String value = query.get(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  private static long number(MultiMap query, String name) {
    return query.contains(name) ? Long.parseLong(query.get(name)) : -1;
  }
}
