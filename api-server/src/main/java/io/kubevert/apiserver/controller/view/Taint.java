package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A node's taint.
 *
 * @param effect NoSchedule, PreferNoSchedule or NoExecute
 * @param added when a NoExecute taint was put on, from which tolerationSeconds count
 */
public record Taint(String key, String value, String effect, Optional<Instant> added) {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
  public static final String NO_EXECUTE = "NoExecute";
  public static final String NOT_READY = "node.kubernetes.io/not-ready";
  public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  public static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

  static Taint of(JsonNode node) {
    return new Taint(
        node.path("key").asText(),
        node.path("value").asText(""),
        node.path("effect").asText(),
        Fields.time(node.path("timeAdded")));
  }

  /** Whether this is the same taint for the API: one of a key and an effect. */
  public boolean same(Taint other) {
    return key.equals(other.key) && effect.equals(other.effect);
  }

  public ObjectNode toJson() {
    ObjectNode node = Json.object().put("key", key);
    if (!value.isEmpty()) {
      node.put("value", value);
    }
    node.put("effect", effect);
    added.ifPresent(time -> node.put("timeAdded", time.toString()));
    return node;
  }

  @Override
  public String toString() {
    return key + ": " + value;
  }
}
