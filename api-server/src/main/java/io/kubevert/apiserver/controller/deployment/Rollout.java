package io.kubevert.apiserver.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Workload;
import java.time.Duration;

/** How a Deployment wants to go from one template to the next, in whole pods. */
record Rollout(
    int replicas,
    boolean recreate,
    int maxSurge,
    int maxUnavailable,
    boolean paused,
    int revisionHistoryLimit,
    Duration progressDeadline) {
  private static final int DEFAULT_HISTORY = 10;
  private static final int DEFAULT_DEADLINE_SECONDS = 600;

  /** Percentages of surge are rounded up, of unavailable pods down; not both may come to none. */
  static Rollout of(Workload deployment) {
    JsonNode spec = deployment.spec();
    int replicas = deployment.replicas();
    JsonNode strategy = spec.path("strategy");
    boolean recreate = strategy.path("type").asText().equals("Recreate");
    int surge =
        recreate ? 0 : share(strategy.path("rollingUpdate").path("maxSurge"), replicas, true);
    int unavailable =
        recreate
            ? 0
            : share(strategy.path("rollingUpdate").path("maxUnavailable"), replicas, false);
    return new Rollout(
        replicas,
        recreate,
        surge,
        surge == 0 && unavailable == 0 && !recreate ? 1 : Math.min(unavailable, replicas),
        spec.path("paused").asBoolean(),
        spec.path("revisionHistoryLimit").asInt(DEFAULT_HISTORY),
        Duration.ofSeconds(spec.path("progressDeadlineSeconds").asInt(DEFAULT_DEADLINE_SECONDS)));
  }

  private static int share(JsonNode value, int replicas, boolean up) {
    String text = value.asText("25%");
    try {
      if (!text.endsWith("%")) {
        return Integer.parseInt(text);
      }
      int hundredths = Integer.parseInt(text.substring(0, text.length() - 1)) * replicas;
      return (hundredths + (up ? 99 : 0)) / 100;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  int mostReplicas() {
    return replicas == 0 ? 0 : replicas + maxSurge;
  }

  int fewestAvailable() {
    return replicas - maxUnavailable;
  }
}
