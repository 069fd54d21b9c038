package io.kubevert.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.lifecycle.ContainerExit;
import io.kubevert.nodeagent.lifecycle.ContainerState;
import io.kubevert.nodeagent.lifecycle.PodPhase;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.kubevert.nodeagent.sandbox.Sandbox;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A pod's {@code status} as it follows from its state. Looks at nothing but its arguments. */
public final class PodStatusView {
  private static final String RUNTIME = "crun://";

  private PodStatusView() {}

  /**
   * The status to be written.
   *
   * @param nodeAddress the node's InternalIP
   */
  public static ObjectNode of(PodState state, String nodeAddress, Instant now) {
    JsonNode before = state.object().path("status");
    ObjectNode status = Json.object();
    PodPhase phase = PodPhase.of(state);
    status.put("phase", phase.text());
    status.put("hostIP", nodeAddress);
    status.putArray("hostIPs").addObject().put("ip", nodeAddress);
    state.sandbox().map(Sandbox::address).ifPresent(address -> putAddress(status, address));
    status.put("startTime", before.path("startTime").asText(text(now)));
    status.set("conditions", PodConditions.of(state, phase, before.path("conditions"), text(now)));
    List<Container> inits = state.pod().getSpec().getInitContainers();
    if (!inits.isEmpty()) {
      status.set("initContainerStatuses", statuses(state, inits));
    }
    status.set("containerStatuses", statuses(state, state.pod().getSpec().getContainers()));
    if (!state.ephemeralContainers().isEmpty()) {
      status.set("ephemeralContainerStatuses", statuses(state, state.ephemeralContainers()));
    }
    if (before.path("qosClass").isMissingNode()) {
      status.put("qosClass", "BestEffort");
    }
    return status;
  }

  private static void putAddress(ObjectNode status, String address) {
    status.put("podIP", address);
    status.putArray("podIPs").addObject().put("ip", address);
  }

  private static ArrayNode statuses(PodState state, List<Container> containers) {
    ArrayNode statuses = Json.object().putArray("statuses");
    for (Container container : containers) {
      statuses.add(status(state, container));
    }
    return statuses;
  }

  private static ObjectNode status(PodState pod, Container description) {
    ContainerState state = pod.container(description.getName());
    ObjectNode status = Json.object();
    status.put("name", description.getName());
    status.set("state", phase(pod, description, state));
    ObjectNode last = status.putObject("lastState");
    boolean exitedNow = state.phase() instanceof ContainerState.Phase.Exited;
    if (!exitedNow) {
      state.last().ifPresent(exit -> last.set("terminated", terminated(exit)));
    }
    status.put("ready", isReady(pod, description, state));
    status.put("restartCount", Math.max(0, state.attempts() - 1));
    status.put("image", description.getImage());
    status.put("imageID", "");
    status.put("started", state.container().isPresent() && state.started());
    state
        .container()
        .ifPresent(
            running -> {
              status.put("imageID", running.imageId());
              status.put("containerID", RUNTIME + running.id());
            });
    if (state.container().isEmpty()) {
      state
          .last()
          .filter(exit -> !exit.containerId().isEmpty())
          .ifPresent(exit -> status.put("containerID", RUNTIME + exit.containerId()));
    }
    return status;
  }

  /** A plain init container is ready when it is done. */
  private static boolean isReady(PodState pod, Container description, ContainerState state) {
    boolean init = pod.pod().getSpec().getInitContainers().contains(description);
    if (init && !PodState.isSidecar(description)) {
      return state.phase() instanceof ContainerState.Phase.Exited(ContainerExit exit)
          && exit.exitCode() == 0;
    }
    return state.container().isPresent() && state.ready();
  }

  private static ObjectNode phase(PodState pod, Container description, ContainerState state) {
    ObjectNode node = Json.object();
    switch (state.phase()) {
      case ContainerState.Phase.Waiting waiting -> {
        boolean initializing =
            !pod.pod().getSpec().getInitContainers().isEmpty()
                && pod.pod().getSpec().getContainers().contains(description)
                && waiting.reason().equals("ContainerCreating");
        ObjectNode child = node.putObject("waiting");
        child.put("reason", initializing ? "PodInitializing" : waiting.reason());
        if (!waiting.message().isEmpty()) {
          child.put("message", waiting.message());
        }
      }
      case ContainerState.Phase.Running running ->
          node.putObject("running")
              .put("startedAt", text(Instant.ofEpochMilli(running.container().startedAtMillis())));
      case ContainerState.Phase.Exited exited -> node.set("terminated", terminated(exited.exit()));
    }
    return node;
  }

  private static ObjectNode terminated(ContainerExit exit) {
    ObjectNode terminated = Json.object();
    terminated.put("exitCode", exit.exitCode()).put("reason", exit.reason());
    if (!exit.message().isEmpty()) {
      terminated.put("message", exit.message());
    }
    terminated.put("startedAt", text(Instant.ofEpochMilli(exit.startedAtMillis())));
    terminated.put("finishedAt", text(Instant.ofEpochMilli(exit.finishedAtMillis())));
    if (!exit.containerId().isEmpty()) {
      terminated.put("containerID", RUNTIME + exit.containerId());
    }
    return terminated;
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
