package io.kubevert.apiserver.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.IntOrPercent;
import io.kubevert.apiserver.controller.workload.IntOrPercent.Rounding;
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
        recreate
            ? 0
            : share(strategy.path("rollingUpdate").path("maxSurge"), replicas, Rounding.UP);
    int unavailable =
        recreate
            ? 0
            : share(strategy.path("rollingUpdate").path("maxUnavailable"), replicas, Rounding.DOWN);
    return new Rollout(
        replicas,
        recreate,
        surge,
        surge == 0 && unavailable == 0 && !recreate ? 1 : Math.min(unavailable, replicas),
        spec.path("paused").asBoolean(),
        spec.path("revisionHistoryLimit").asInt(DEFAULT_HISTORY),
        Duration.ofSeconds(spec.path("progressDeadlineSeconds").asInt(DEFAULT_DEADLINE_SECONDS)));
  }

  private static int share(JsonNode value, int replicas, Rounding rounding) {
    return IntOrPercent.of(value, "25%", replicas, rounding);
  }

  int mostReplicas() {
    return replicas == 0 ? 0 : replicas + maxSurge;
  }

  int fewestAvailable() {
    return replicas - maxUnavailable;
  }
}
