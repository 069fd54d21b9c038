package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.client.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The conditions of a status, as they are to become. */
public final class Conditions {
  private final ArrayNode conditions = Json.object().arrayNode();
  private final String now;

  /** Starts from the conditions that there are. */
  public Conditions(JsonNode existing, Instant now) {
    existing.forEach(condition -> conditions.add(condition.deepCopy()));
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Sets a condition; its transition time moves only with its status. */
  public Conditions set(String type, String status, String reason, String message) {
    JsonNode old = Fields.condition(conditions, type);
    boolean sameStatus = old.path("status").asText().equals(status);
    if (sameStatus
        && old.path("reason").asText().equals(reason)
        && old.path("message").asText().equals(message)) {
      return this;
    }
    ObjectNode condition = Json.object().put("type", type).put("status", status);
    condition.put("reason", reason).put("message", message).put("lastUpdateTime", now);
    condition.put(
        "lastTransitionTime", sameStatus ? old.path("lastTransitionTime").asText(now) : now);
    remove(type);
    conditions.add(condition);
    return this;
  }

  /** Notes that a condition was found to hold anew, though nothing in it changed. */
  public Conditions touch(String type) {
    if (Fields.condition(conditions, type) instanceof ObjectNode condition) {
      condition.put("lastUpdateTime", now);
    }
    return this;
  }

  /** Takes a condition away. */
  public Conditions remove(String type) {
    for (int i = conditions.size() - 1; i >= 0; i--) {
      if (conditions.get(i).path("type").asText().equals(type)) {
        conditions.remove(i);
      }
    }
    return this;
  }

  public ArrayNode toJson() {
    return conditions;
  }
}
