package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.LabelSelector;

/**
 * An entry of {@code topologySpreadConstraints}.
 *
 * @param required whether nodes that break it are out ({@code DoNotSchedule})
 */
public record SpreadConstraint(
    int maxSkew, String topologyKey, boolean required, LabelSelector pods) {

  static SpreadConstraint of(JsonNode node) {
    return new SpreadConstraint(
        Math.max(1, node.path("maxSkew").asInt(1)),
        node.path("topologyKey").asText(),
        node.path("whenUnsatisfiable").asText("DoNotSchedule").equals("DoNotSchedule"),
        LabelSelector.of(node.path("labelSelector")));
  }
}
