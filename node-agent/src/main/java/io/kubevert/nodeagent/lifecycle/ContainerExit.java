package io.kubevert.nodeagent.lifecycle;

/**
 * How a run of a container ended.
 *
 * @param containerId which run; empty if it never came to one
 * @param reason as the API words it: Completed, Error
 */
public record ContainerExit(
    String containerId,
    int exitCode,
    String reason,
    String message,
    long startedAtMillis,
    long finishedAtMillis) {

  static ContainerExit of(String containerId, int exitCode, long startedAtMillis, long finished) {
    String reason = exitCode == 0 ? "Completed" : "Error";
    return new ContainerExit(containerId, exitCode, reason, "", startedAtMillis, finished);
  }

  boolean succeeded() {
    return exitCode == 0;
  }
}
