package io.kubevert.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.lifecycle.ContainerState;
import io.kubevert.nodeagent.lifecycle.PodPhase;
import io.kubevert.nodeagent.lifecycle.PodState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pod's conditions; those that others write are kept as they are. */
final class PodConditions {
  private final PodState state;
  private final PodPhase phase;
  private final Map<String, JsonNode> before = new LinkedHashMap<>();
  private final String now;

  private record Verdict(boolean holds, String reason, String message) {
    static final Verdict TRUE = new Verdict(true, "", "");

    static Verdict no(String reason, String message) {
      return new Verdict(false, reason, message);
    }
  }

  private PodConditions(PodState state, PodPhase phase, JsonNode before, String now) {
    this.state = state;
    this.phase = phase;
    this.now = now;
    before.forEach(condition -> this.before.put(condition.path("type").asText(), condition));
  }

  static ArrayNode of(PodState state, PodPhase phase, JsonNode before, String now) {
    return new PodConditions(state, phase, before, now).conditions();
  }

  private ArrayNode conditions() {
    Verdict containers = containersReady();
    boolean sandbox = state.sandbox().isPresent() && !state.networkReleased();
    Map<String, JsonNode> all = new LinkedHashMap<>(before);
    put(all, "PodReadyToStartContainers", sandbox ? Verdict.TRUE : Verdict.no("", ""));
    put(all, "Initialized", initialized());
    put(all, "Ready", ready(containers));
    put(all, "ContainersReady", containers);
    all.putIfAbsent("PodScheduled", condition("PodScheduled", Verdict.TRUE));
    ArrayNode array = Json.object().putArray("conditions");
    all.values().forEach(array::add);
    return array;
  }

  private void put(Map<String, JsonNode> all, String type, Verdict verdict) {
    all.put(type, condition(type, verdict));
  }

  private ObjectNode condition(String type, Verdict verdict) {
    String status = verdict.holds ? "True" : "False";
    JsonNode old = before.get(type);
    boolean same = old != null && old.path("status").asText().equals(status);
    ObjectNode condition = Json.object();
    condition.put("type", type).put("status", status).putNull("lastProbeTime");
    condition.put("lastTransitionTime", same ? old.path("lastTransitionTime").asText(now) : now);
    if (!verdict.reason.isEmpty()) {
      condition.put("reason", verdict.reason);
    }
    if (!verdict.message.isEmpty()) {
      condition.put("message", verdict.message);
    }
    return condition;
  }

  private Verdict initialized() {
    List<String> waiting = new ArrayList<>();
    for (Container init : state.pod().getSpec().getInitContainers()) {
      ContainerState container = state.container(init.getName());
      boolean done =
          PodState.isSidecar(init)
              ? container.started()
              : container.exit().filter(exit -> exit.exitCode() == 0).isPresent();
      if (!done) {
        waiting.add(init.getName());
      }
    }
    if (waiting.isEmpty()) {
      return phase == PodPhase.SUCCEEDED ? new Verdict(true, "PodCompleted", "") : Verdict.TRUE;
    }
    return Verdict.no(
        "ContainersNotInitialized", "containers with incomplete status: " + list(waiting));
  }

  private Verdict containersReady() {
    switch (phase) {
      case SUCCEEDED -> {
        return Verdict.no("PodCompleted", "");
      }
      case FAILED -> {
        return Verdict.no("PodFailed", "");
      }
      case PENDING, RUNNING -> {}
    }
    List<String> unready = new ArrayList<>();
    for (Container container : state.pod().getSpec().getContainers()) {
      ContainerState each = state.container(container.getName());
      if (each.container().isEmpty() || !each.ready()) {
        unready.add(container.getName());
      }
    }
    return unready.isEmpty()
        ? Verdict.TRUE
        : Verdict.no("ContainersNotReady", "containers with unready status: " + list(unready));
  }

  private Verdict ready(Verdict containers) {
    if (!containers.holds) {
      return containers;
    }
    List<String> missing = new ArrayList<>();
    for (var gate : state.pod().getSpec().getReadinessGates()) {
      JsonNode condition = before.get(gate.getConditionType());
      if (condition == null || !condition.path("status").asText().equals("True")) {
        missing.add(gate.getConditionType());
      }
    }
    return missing.isEmpty()
        ? Verdict.TRUE
        : Verdict.no("ReadinessGatesNotReady", "readiness gates not true: " + list(missing));
  }

  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
