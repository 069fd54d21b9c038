package io.kubevert.nodeagent.lifecycle;

import io.kubevert.nodeagent.container.RunningContainer;
import java.util.Optional;

/**
 * One container of a pod as it is now.
 *
 * @param attempts how often it was started
 * @param crashes how often in a row it ended too soon after its start
 * @param last the run before the present one
 * @param started whether its startup probe, if any, has succeeded
 * @param ready whether its readiness probe, if any, succeeds
 */
public record ContainerState(
    Phase phase,
    int attempts,
    int crashes,
    Optional<ContainerExit> last,
    boolean started,
    boolean ready) {

  static final ContainerState NEW =
      new ContainerState(
          new Phase.Waiting("ContainerCreating", "", 0), 0, 0, Optional.empty(), false, false);

  /** What a container does. */
  public sealed interface Phase {
    /**
     * Nothing runs, for a reason.
     *
     * @param retryAtMillis when to try again; {@link Long#MAX_VALUE} when something else will tell
     */
    record Waiting(String reason, String message, long retryAtMillis) implements Phase {}

    /** It runs. */
    record Running(RunningContainer container, Optional<Stop> stop) implements Phase {}

    /** It ran. */
    record Exited(ContainerExit exit) implements Phase {}
  }

  /**
   * A running container that was asked to stop.
   *
   * @param deadlineMillis when it is killed
   * @param graceSeconds how long it was given
   * @param killed whether it was
   */
  public record Stop(long deadlineMillis, long graceSeconds, boolean killed) {
    Stop until(long millis) {
      return new Stop(Math.min(deadlineMillis, millis), graceSeconds, killed);
    }

    /** The same with less time than before, if less it is. */
    Stop shortened(long nowMillis, long seconds) {
      return new Stop(Math.min(deadlineMillis, nowMillis + seconds * 1_000), seconds, killed);
    }

    Stop asKilled() {
      return new Stop(deadlineMillis, graceSeconds, true);
    }
  }

  ContainerState waiting(String reason, String message, long retryAtMillis) {
    return with(new Phase.Waiting(reason, message, retryAtMillis), attempts, false, false);
  }

  ContainerState running(RunningContainer container, boolean hasStartup, boolean hasReadiness) {
    Phase phase = new Phase.Running(container, Optional.empty());
    return with(phase, container.attempt() + 1, !hasStartup, !hasStartup && !hasReadiness);
  }

  ContainerState stopping(Stop stop) {
    return phase instanceof Phase.Running running
        ? with(new Phase.Running(running.container, Optional.of(stop)), attempts, started, ready)
        : this;
  }

  Optional<Stop> stop() {
    return phase instanceof Phase.Running running ? running.stop : Optional.empty();
  }

  ContainerState exited(ContainerExit exit, int crashesNow) {
    return new ContainerState(
        new Phase.Exited(exit), attempts, crashesNow, Optional.of(exit), false, false);
  }

  ContainerState probed(boolean startedNow, boolean readyNow) {
    return with(phase, attempts, startedNow, readyNow);
  }

  /** Counts a start that failed. */
  ContainerState attempted() {
    return with(phase, attempts + 1, false, false);
  }

  private ContainerState with(Phase next, int count, boolean startedNow, boolean readyNow) {
    return new ContainerState(next, count, crashes, last, startedNow, readyNow);
  }

  /** The container, while it runs. */
  public Optional<RunningContainer> container() {
    return phase instanceof Phase.Running running
        ? Optional.of(running.container)
        : Optional.empty();
  }

  /** How it ended, while it is not started again. */
  public Optional<ContainerExit> exit() {
    return switch (phase) {
      case Phase.Exited exited -> Optional.of(exited.exit);
      case Phase.Waiting ignored -> last;
      case Phase.Running ignored -> Optional.empty();
    };
  }
}
