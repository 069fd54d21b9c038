package io.kubevert.apiserver.http;

import io.kubevert.apiserver.registry.ListQuery;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a watch is asked for.
 *
 * @param revision where it starts; 0 for the state as it is
 * @param initialEvents whether it starts with everything that exists
 * @param endOfInitialEvents whether a bookmark says where that ends
 * @param bookmarks whether bookmarks are sent now and then
 * @param timeout when it ends
 */
record WatchQuery(
    long revision,
    boolean initialEvents,
    boolean endOfInitialEvents,
    Optional<Duration> bookmarks,
    Duration timeout) {
  private static final Duration BOOKMARKS = Duration.ofSeconds(60);
  private static final int LEAST_SECONDS = 30 * 60;

  /**
   * @throws StatusException if the parameters cannot be understood or do not fit together
   */
  static WatchQuery of(Map<String, String> query, RandomGenerator random) {
    String send = query.getOrDefault("sendInitialEvents", "");
    String match = query.getOrDefault("resourceVersionMatch", "");
    if (!send.isEmpty() && !match.equals("NotOlderThan")) {
      throw refused("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (send.isEmpty() && !match.isEmpty()) {
      throw refused(
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    }
    long revision = ListQuery.number(query, "resourceVersion");
    long seconds = ListQuery.number(query, "timeoutSeconds");
    boolean bookmarks = query.getOrDefault("allowWatchBookmarks", "").equals("true");
    boolean sending = send.equals("true");
    return new WatchQuery(
        revision,
        sending || send.isEmpty() && revision == 0,
        sending && bookmarks,
        bookmarks ? Optional.of(BOOKMARKS) : Optional.empty(),
        Duration.ofSeconds(
            seconds > 0 ? seconds : random.nextInt(LEAST_SECONDS, 2 * LEAST_SECONDS)));
  }

  private static StatusException refused(String message) {
    FieldErrors errors = new FieldErrors().forbidden("resourceVersionMatch", message);
    return new StatusException(Statuses.invalidOptions("ListOptions", errors));
  }
}
