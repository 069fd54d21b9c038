package io.kubevert.nodeagent.lifecycle;

/**
 * How long a container that ended is left alone: not at all at first, then 10 s, doubled to 300 s.
 */
final class RestartBackOff {
  private static final long FIRST_MILLIS = 10_000;
  private static final long MOST_MILLIS = 300_000;
  private static final long FORGIVEN_AFTER_MILLIS = 600_000;

  private RestartBackOff() {}

  /** How many ends in a row count, after one more; a run of ten minutes wipes them out. */
  static int crashes(int before, ContainerExit exit) {
    boolean forgiven = exit.finishedAtMillis() - exit.startedAtMillis() >= FORGIVEN_AFTER_MILLIS;
    return forgiven ? 1 : before + 1;
  }

  /** When a container may be started again. */
  static long startAgainAt(int crashes, ContainerExit exit) {
    if (crashes <= 1) {
      return exit.finishedAtMillis();
    }
    long delay = Math.min(FIRST_MILLIS << Math.min(crashes - 2, 10), MOST_MILLIS);
    return exit.finishedAtMillis() + delay;
  }
}
