package io.kubevert.kubeproxy.loadbalancer.announcement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.LabelSelector;
import java.util.Map;
import java.util.Optional;

/**
 * What the election depends on of a node.
 *
 * @param obstacle why it may not announce anything; empty if it may
 */
public record BalancerNode(String name, Map<String, String> labels, Optional<String> obstacle) {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

  public static BalancerNode decode(ObjectNode node) {
    Map<String, String> labels = LabelSelector.labels(node.path("metadata").path("labels"));
    return new BalancerNode(
        ObjectKey.of(node).name(),
        labels,
        obstacle(labels, node.path("status").path("conditions")));
  }

  /** A node of which nothing but its life is known. */
  static BalancerNode unknown(String name) {
    return new BalancerNode(name, Map.of(), Optional.empty());
  }

  /** This node, whose proxy has not been heard. */
  BalancerNode silent() {
    return new BalancerNode(
        name, labels, obstacle.or(() -> Optional.of("its proxy has not been heard")));
  }

  private static Optional<String> obstacle(Map<String, String> labels, JsonNode conditions) {
    if (labels.containsKey(EXCLUDED)) {
      return Optional.of("it is labelled " + EXCLUDED);
    }
    for (JsonNode condition : conditions) {
      String type = condition.path("type").asText();
      boolean holds = condition.path("status").asText().equals("True");
      if (type.equals("NetworkUnavailable") && holds) {
        return Optional.of("its network is not available");
      }
      if (type.equals("Ready") && !holds) {
        return Optional.of("it is not ready");
      }
    }
    return Optional.empty();
  }
}
