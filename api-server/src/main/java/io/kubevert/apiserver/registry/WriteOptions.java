package io.kubevert.apiserver.registry;

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
   */
  public static WriteOptions of(Map<String, String> query, String agent) {
    String manager = query.getOrDefault("fieldManager", "");
    return new WriteOptions(
        query.getOrDefault("dryRun", "").equals("All"),
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
}
