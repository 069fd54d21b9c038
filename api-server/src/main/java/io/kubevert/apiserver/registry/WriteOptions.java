package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.Map;

/**
 * How a write is done.
 *
 * @param dryRun everything but the write itself
 * @param fieldManager who writes, for server-side apply; may be empty
 * @param force whether an apply takes fields from other managers
 */
public record WriteOptions(boolean dryRun, String fieldManager, boolean force) {
  public static final WriteOptions DEFAULT = new WriteOptions(false, "", false);

  /**
   * @throws StatusException if a parameter has a value that it cannot have
   */
  public static WriteOptions of(Map<String, String> query) {
    return new WriteOptions(
        dryRun(query.getOrDefault("dryRun", "")),
        query.getOrDefault("fieldManager", ""),
        query.getOrDefault("force", "").equals("true"));
  }

  static boolean dryRun(String value) {
    return switch (value) {
      case "" -> false;
      case "All" -> true;
      default ->
          throw new StatusException(
              Statuses.badRequest(
                  "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\""));
    };
  }
}
