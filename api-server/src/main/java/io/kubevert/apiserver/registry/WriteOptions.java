package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.Map;

/**
 * How a write is done.
 *
 * @param dryRun everything but the write itself
 * @param fieldManager who owns the fields that are written
 * @param force whether an apply takes fields from other managers
 * @param applied whether the object has its account of owners already
 * @param admission whether whoever asks may write the object
 */
public record WriteOptions(
    boolean dryRun, String fieldManager, boolean force, boolean applied, WriteAdmission admission) {
  /** For what the server writes on its own behalf. */
  public static final WriteOptions DEFAULT =
      new WriteOptions(false, "kube-apiserver", false, false, WriteAdmission.ALWAYS);

  /**
   * @param agent who owns the fields that are written, unless the query says who
   * @throws StatusException if a parameter has a value that it cannot have
   */
  public static WriteOptions of(Map<String, String> query, String agent) {
    String manager = query.getOrDefault("fieldManager", "");
    return new WriteOptions(
        dryRun(query.getOrDefault("dryRun", "")),
        manager.isEmpty() ? agent : manager,
        query.getOrDefault("force", "").equals("true"),
        false,
        WriteAdmission.ALWAYS);
  }

  WriteOptions ofAppliedObject() {
    return new WriteOptions(dryRun, fieldManager, force, true, admission);
  }

  /** The same, for somebody who may not write everything. */
  public WriteOptions admittedBy(WriteAdmission other) {
    return new WriteOptions(dryRun, fieldManager, force, applied, other);
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
