package io.kubevert.kubeproxy.loadbalancer.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conditions in a Service's status, by type.
 *
 * @param byType each as its object has it, in order
 */
public record Conditions(Map<String, ObjectNode> byType) {
  /** Whether the Service has the addresses that it is to have. */
  public static final String ASSIGNED = "LoadBalancerAddressAssigned";

  /** Whether a node announces them. */
  public static final String ANNOUNCED = "LoadBalancerAddressAnnounced";

  /**
   * What one condition says.
   *
   * @param reason one CamelCase word
   * @param message for a person to read
   */
  public record Condition(String type, boolean holds, String reason, String message) {}

  static Conditions decode(JsonNode array) {
    Map<String, ObjectNode> byType = new LinkedHashMap<>();
    for (JsonNode condition : array) {
      if (condition instanceof ObjectNode object) {
        byType.put(object.path("type").asText(""), object);
      }
    }
    return new Conditions(byType);
  }

  /** Whether a condition is there and says just that. */
  public boolean say(Condition condition) {
    ObjectNode known = byType.get(condition.type());
    return known != null
        && known.path("status").asText().equals(status(condition))
        && known.path("reason").asText().equals(condition.reason())
        && known.path("message").asText().equals(condition.message());
  }

  /** The conditions of others, and these in place of ours. */
  public ArrayNode with(List<Condition> ours, Instant now) {
    ArrayNode all = Json.object().arrayNode();
    byType.forEach(
        (type, condition) -> {
          if (!isOurs(type)) {
            all.add(condition);
          }
        });
    ours.forEach(condition -> all.add(object(condition, now)));
    return all;
  }

  private ObjectNode object(Condition condition, Instant now) {
    ObjectNode known = byType.get(condition.type());
    boolean same = known != null && known.path("status").asText().equals(status(condition));
    ObjectNode object = Json.object();
    object.put("type", condition.type()).put("status", status(condition));
    object.put("reason", condition.reason()).put("message", condition.message());
    return object.put(
        "lastTransitionTime",
        same
            ? known.path("lastTransitionTime").asText()
            : now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Whether one of ours is there. */
  public boolean anyOurs() {
    return byType.keySet().stream().anyMatch(Conditions::isOurs);
  }

  private static boolean isOurs(String type) {
    return type.equals(ASSIGNED) || type.equals(ANNOUNCED);
  }

  private static String status(Condition condition) {
    return condition.holds() ? "True" : "False";
  }
}
