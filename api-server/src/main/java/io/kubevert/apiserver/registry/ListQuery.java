package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;
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

  private static final List<String> MATCHES = List.of("Exact", "NotOlderThan", "");

  /**
   * @throws StatusException if a parameter cannot be understood
   */
  public static ListQuery of(Map<String, String> query, ResourceDefinition definition) {
    String match = query.getOrDefault("resourceVersionMatch", "");
    String continueToken = query.getOrDefault("continue", "");
    long revision = number(query, "resourceVersion");
    requireMatch(match, query);
    if (revision > 0 && !continueToken.isEmpty()) {
      throw new StatusException(
          Statuses.badRequest("specifying resource version is not allowed when using continue"));
    }
    int limit = (int) Math.min(number(query, "limit"), Integer.MAX_VALUE);
    // Who asks for a page of a revision wants that one, as he always has got it.
    boolean exact = match.equals("Exact") || match.isEmpty() && limit > 0 && revision > 0;
    return new ListQuery(
        ObjectSelector.of(query, definition), revision, exact, limit, continueToken);
  }

  private static void requireMatch(String match, Map<String, String> query) {
    String field = "resourceVersionMatch";
    String revision = query.getOrDefault("resourceVersion", "");
    FieldErrors errors = new FieldErrors();
    if (!match.isEmpty()) {
      if (revision.isEmpty()) {
        errors.forbidden(field, field + " is forbidden unless resourceVersion is provided");
      }
      if (!query.getOrDefault("continue", "").isEmpty()) {
        errors.forbidden(field, field + " is forbidden when continue is provided");
      }
      if (!MATCHES.contains(match)) {
        errors.notSupported(field, match, MATCHES);
      }
      if (match.equals("Exact") && revision.equals("0")) {
        errors.forbidden(field, field + " \"exact\" is forbidden for resourceVersion \"0\"");
      }
    }
    if (!query.getOrDefault("sendInitialEvents", "").isEmpty()) {
      errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalidOptions("ListOptions", errors));
    }
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
