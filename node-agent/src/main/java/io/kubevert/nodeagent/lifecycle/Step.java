package io.kubevert.nodeagent.lifecycle;

/** One thing to do for a pod. */
sealed interface Step {
  /** When to look at the pod again; 0 when something else will tell. */
  default long notBeforeMillis() {
    return switch (this) {
      case LookAgain look -> look.atMillis;
      case BackOff backOff -> backOff.untilMillis;
      case MakeSandbox ignored -> 0;
      case Start ignored -> 0;
      case Stop ignored -> 0;
      case Kill ignored -> 0;
      case ReleaseNetwork ignored -> 0;
      case DeleteObject ignored -> 0;
      case RemoveFiles ignored -> 0;
    };
  }

  /** Make its namespaces. */
  record MakeSandbox() implements Step {}

  /** Start a container. */
  record Start(String container) implements Step {}

  /** Ask a container to stop. */
  record Stop(String container, long graceSeconds) implements Step {}

  /** Kill a container. */
  record Kill(String container) implements Step {}

  /** Show that a container will be started again later. */
  record BackOff(String container, long untilMillis) implements Step {}

  /** Do nothing before this time. */
  record LookAgain(long atMillis) implements Step {}

  /** Remove its namespaces and give its address back. */
  record ReleaseNetwork() implements Step {}

  /** Remove it from the API. */
  record DeleteObject() implements Step {}

  /** Remove its files. */
  record RemoveFiles() implements Step {}
}
