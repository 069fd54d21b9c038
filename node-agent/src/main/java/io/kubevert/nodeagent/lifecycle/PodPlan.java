package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.nodeagent.lifecycle.ContainerState.Phase;
import java.util.ArrayList;
import java.util.List;

/** Decides what is to be done next for a pod. Looks at nothing but its arguments. */
final class PodPlan {
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final long FORCED_GRACE_SECONDS = 1;

  private PodPlan() {}

  /**
   * The steps for now, in order; after them there may be more. Empty when all is as it should be.
   */
  static List<Step> next(PodState state, long nowMillis) {
    if (state.isTerminating()) {
      return terminate(state, nowMillis);
    }
    if (PodPhase.of(state).isFinal()) {
      return windDown(state, nowMillis);
    }
    if (state.sandbox().isEmpty()) {
      return List.of(new Step.MakeSandbox());
    }
    return run(state, nowMillis);
  }

  private static List<Step> run(PodState state, long now) {
    List<Step> steps = new ArrayList<>();
    for (Container init : state.pod().getSpec().getInitContainers()) {
      ContainerState container = state.container(init.getName());
      boolean sidecar = PodState.isSidecar(init);
      boolean done = !sidecar && container.exit().filter(ContainerExit::succeeded).isPresent();
      if (!done) {
        keepRunning(steps, init.getName(), container, true, now);
      }
      if (!done && !(sidecar && container.started())) {
        return steps;
      }
    }
    String policy = PodPhase.restartPolicy(state);
    for (Container main : state.pod().getSpec().getContainers()) {
      ContainerState container = state.container(main.getName());
      boolean again =
          switch (policy) {
            case "Never" -> container.exit().isEmpty();
            case "OnFailure" -> container.exit().filter(ContainerExit::succeeded).isEmpty();
            default -> true;
          };
      keepRunning(steps, main.getName(), container, again, now);
    }
    for (Container ephemeral : state.ephemeralContainers()) {
      keepRunning(steps, ephemeral.getName(), state.container(ephemeral.getName()), false, now);
    }
    return steps;
  }

  private static void keepRunning(
      List<Step> steps, String name, ContainerState state, boolean again, long now) {
    switch (state.phase()) {
      case Phase.Running running ->
          running.stop().ifPresent(stop -> steps.add(untilKilled(name, stop, now)));
      case Phase.Waiting waiting -> {
        if (waiting.retryAtMillis() <= now) {
          steps.add(new Step.Start(name));
        } else if (waiting.retryAtMillis() < Long.MAX_VALUE) {
          steps.add(new Step.LookAgain(waiting.retryAtMillis()));
        }
      }
      case Phase.Exited exited -> {
        if (again) {
          long at = RestartBackOff.startAgainAt(state.crashes(), exited.exit());
          steps.add(at <= now ? new Step.Start(name) : new Step.BackOff(name, at));
        }
      }
    }
  }

  private static Step untilKilled(String name, ContainerState.Stop stop, long now) {
    if (stop.killed()) {
      return new Step.LookAgain(now + 1_000);
    }
    return stop.deadlineMillis() <= now
        ? new Step.Kill(name)
        : new Step.LookAgain(stop.deadlineMillis());
  }

  private static List<Step> terminate(PodState state, long now) {
    List<Step> steps = stopAll(state, grace(state), now);
    if (!steps.isEmpty()) {
      return steps;
    }
    List<Step> last = new ArrayList<>();
    if (state.sandbox().isPresent() && !state.networkReleased()) {
      last.add(new Step.ReleaseNetwork());
    }
    last.add(state.removed() ? new Step.RemoveFiles() : new Step.DeleteObject());
    return last;
  }

  private static List<Step> windDown(PodState state, long now) {
    List<Step> steps = stopAll(state, grace(state), now);
    if (steps.isEmpty() && state.sandbox().isPresent() && !state.networkReleased()) {
      return List.of(new Step.ReleaseNetwork());
    }
    return steps;
  }

  /**
   * Main containers and those beside them first, all at once; then sidecars, the last one first.
   */
  private static List<Step> stopAll(PodState state, long grace, long now) {
    List<Step> steps = new ArrayList<>();
    for (Container main : state.pod().getSpec().getContainers()) {
      stop(steps, main.getName(), state, grace, now);
    }
    for (Container ephemeral : state.ephemeralContainers()) {
      stop(steps, ephemeral.getName(), state, grace, now);
    }
    for (Container init : state.pod().getSpec().getInitContainers().reversed()) {
      if (steps.isEmpty() || !PodState.isSidecar(init)) {
        stop(steps, init.getName(), state, grace, now);
      }
    }
    return steps;
  }

  private static void stop(List<Step> steps, String name, PodState state, long grace, long now) {
    if (!(state.container(name).phase() instanceof Phase.Running running)) {
      return;
    }
    steps.add(
        running
            .stop()
            .filter(stop -> stop.killed() || stop.graceSeconds() <= grace)
            .map(stop -> untilKilled(name, stop, now))
            .orElseGet(() -> new Step.Stop(name, grace)));
  }

  private static long grace(PodState state) {
    if (state.removed()) {
      return FORCED_GRACE_SECONDS;
    }
    Long asked = state.pod().getMetadata().getDeletionGracePeriodSeconds();
    Long own = state.pod().getSpec().getTerminationGracePeriodSeconds();
    return asked != null ? asked : own != null ? own : DEFAULT_GRACE_SECONDS;
  }
}
