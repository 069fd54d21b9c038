package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.Map;

/**
 * What a list is asked for.
 *
 * @param revision 0 for the newest
 * @param exact whether the state must be that of the revision, not a newer one
 * @param limit 0 for everything
 * @param continueToken empty for the first page
 */
public record ListQuery(
    ObjectSelector selector, long revision, boolean exact, int limit, String continueToken) {

  /**
   * @throws StatusException if a parameter cannot be understood
   */
  public static ListQuery of(Map<String, String> query, ResourceDefinition definition) {
    String match = query.getOrDefault("resourceVersionMatch", "");
    String continueToken = query.getOrDefault("continue", "");
    long revision = number(query, "resourceVersion");
    if (!match.isEmpty() && query.getOrDefault("resourceVersion", "").isEmpty()) {
      throw refused(
          "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
              + " resourceVersion is provided");
    }
    boolean exact =
        switch (match) {
          case "", "NotOlderThan" -> false;
          case "Exact" -> true;
          default ->
              throw refused(
                  "resourceVersionMatch: Unsupported value: \""
                      + match
                      + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
        };
    return new ListQuery(
        ObjectSelector.of(query, definition),
        revision,
        exact,
        (int) Math.min(number(query, "limit"), Integer.MAX_VALUE),
        continueToken);
  }

  /** The newest state of all objects that a selector selects. */
  public static ListQuery newest(ObjectSelector selector) {
    return new ListQuery(selector, 0, false, 0, "");
  }

  /**
   * A parameter that is a number of at least 0.
   *
   * @return 0 when it is missing
   * @throws StatusException if it is something else
   */
  public static long number(Map<String, String> query, String name) {
    String text = query.getOrDefault(name, "");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw refused(name + ": Invalid value: \"" + text + "\": must be a number of at least 0");
  }

  private static StatusException refused(String message) {
    return new StatusException(Statuses.badRequest(message));
  }
}
