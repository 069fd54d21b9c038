package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Optional;

/** A pod's phase, as the API words it. */
public enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** The phase that follows from a pod's containers; a phase that was final stays. */
  public static PodPhase of(PodState state) {
    String before = state.pod().getStatus() == null ? "" : state.pod().getStatus().getPhase();
    if (SUCCEEDED.text.equals(before)) {
      return SUCCEEDED;
    }
    if (FAILED.text.equals(before)) {
      return FAILED;
    }
    boolean never = restartPolicy(state).equals("Never");
    for (Container init : state.pod().getSpec().getInitContainers()) {
      Optional<ContainerExit> exit = state.container(init.getName()).exit();
      if (!PodState.isSidecar(init)) {
        if (never && exit.isPresent() && !exit.get().succeeded()) {
          return FAILED;
        }
        if (exit.isEmpty() || !exit.get().succeeded()) {
          return stopped(state) ? FAILED : PENDING;
        }
      }
    }
    return ofMain(state);
  }

  private static PodPhase ofMain(PodState state) {
    List<ContainerState> main =
        state.pod().getSpec().getContainers().stream()
            .map(container -> state.container(container.getName()))
            .toList();
    if (main.stream().anyMatch(each -> each.container().isPresent())) {
      return RUNNING;
    }
    boolean allEnded = main.stream().allMatch(each -> each.exit().isPresent());
    if (!allEnded) {
      boolean anyEnded = main.stream().anyMatch(each -> each.exit().isPresent());
      return stopped(state) ? FAILED : anyEnded ? RUNNING : PENDING;
    }
    boolean allSucceeded = main.stream().allMatch(each -> each.exit().get().succeeded());
    if (state.isTerminating()) {
      return allSucceeded ? SUCCEEDED : FAILED;
    }
    return switch (restartPolicy(state)) {
      case "Never" -> allSucceeded ? SUCCEEDED : FAILED;
      case "OnFailure" -> allSucceeded ? SUCCEEDED : RUNNING;
      default -> RUNNING;
    };
  }

  private static boolean stopped(PodState state) {
    return state.isTerminating() && state.running().isEmpty();
  }

  static String restartPolicy(PodState state) {
    String policy = state.pod().getSpec().getRestartPolicy();
    return policy == null ? "Always" : policy;
  }
}
