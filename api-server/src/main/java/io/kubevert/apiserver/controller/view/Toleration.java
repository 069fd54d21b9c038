package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * A pod's toleration of taints.
 *
 * @param key empty for every key
 * @param exists whether any value is tolerated
 * @param effect empty for every effect
 * @param seconds how long a NoExecute taint is tolerated; empty for ever
 */
public record Toleration(
    String key, boolean exists, String value, String effect, OptionalLong seconds) {

  static Toleration of(JsonNode node) {
    return new Toleration(
        node.path("key").asText(""),
        node.path("operator").asText("Equal").equals("Exists"),
        node.path("value").asText(""),
        node.path("effect").asText(""),
        node.hasNonNull("tolerationSeconds")
            ? OptionalLong.of(node.path("tolerationSeconds").asLong())
            : OptionalLong.empty());
  }

  /** Reads the {@code tolerations} of a pod's spec. */
  public static List<Toleration> listOf(JsonNode podSpec) {
    return Fields.list(podSpec.path("tolerations"), Toleration::of);
  }

  /** Tolerates a key for ever, whatever its value. */
  public static Toleration ofKey(String key, String effect) {
    return new Toleration(key, true, "", effect, OptionalLong.empty());
  }

  public boolean tolerates(Taint taint) {
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() ? exists : key.equals(taint.key()))
        && (exists || value.equals(taint.value()));
  }

  public ObjectNode toJson() {
    ObjectNode node = Json.object();
    if (!key.isEmpty()) {
      node.put("key", key);
    }
    node.put("operator", exists ? "Exists" : "Equal");
    if (!value.isEmpty()) {
      node.put("value", value);
    }
    if (!effect.isEmpty()) {
      node.put("effect", effect);
    }
    seconds.ifPresent(time -> node.put("tolerationSeconds", time));
    return node;
  }

  /** Whether any of the tolerations tolerates the taint. */
  public static boolean anyTolerates(Collection<Toleration> tolerations, Taint taint) {
    return tolerations.stream().anyMatch(toleration -> toleration.tolerates(taint));
  }
}
