package io.kubevert.apiserver.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status that a Deployment ought to have. */
final class DeploymentStatus {
  private static final String PROGRESSING = "Progressing";

  private DeploymentStatus() {}

  static ObjectNode of(
      Workload deployment,
      Rollout rollout,
      Optional<Workload> newSet,
      List<Workload> all,
      Instant now) {
    ObjectNode status = Json.object();
    int available = sum(all, "availableReplicas");
    status.put("observedGeneration", deployment.metadata().generation());
    status.put("replicas", sum(all, "replicas"));
    status.put("updatedReplicas", newSet.map(set -> count(set, "replicas")).orElse(0));
    status.put("readyReplicas", sum(all, "readyReplicas"));
    status.put("availableReplicas", available);
    status.put("unavailableReplicas", Math.max(0, Sizes.total(all) - available));
    Conditions conditions = new Conditions(deployment.status().path("conditions"), now);
    if (available >= rollout.fewestAvailable()) {
      conditions.set(
          "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
    } else {
      conditions.set(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.");
    }
    progress(deployment, rollout, newSet, status, conditions, now);
    status.set("conditions", conditions.toJson());
    return status;
  }

  static boolean complete(Rollout rollout, JsonNode status) {
    return status.path("updatedReplicas").asInt() == rollout.replicas()
        && status.path("replicas").asInt() == rollout.replicas()
        && status.path("availableReplicas").asInt() == rollout.replicas();
  }

  private static void progress(
      Workload deployment,
      Rollout rollout,
      Optional<Workload> newSet,
      ObjectNode status,
      Conditions conditions,
      Instant now) {
    JsonNode old = Fields.condition(deployment.status().path("conditions"), PROGRESSING);
    String name =
        newSet
            .map(set -> "ReplicaSet \"" + set.metadata().name() + "\"")
            .orElse("Deployment \"" + deployment.metadata().name() + "\"");
    if (rollout.paused()) {
      conditions.set(PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused");
    } else if (newSet.isPresent() && complete(rollout, status)) {
      conditions.set(
          PROGRESSING, "True", "NewReplicaSetAvailable", name + " has successfully progressed.");
    } else if (moved(deployment.status(), status) || old.isMissingNode()) {
      conditions
          .set(PROGRESSING, "True", "ReplicaSetUpdated", name + " is progressing.")
          .touch(PROGRESSING);
    } else if (old.path("reason").asText().equals("NewReplicaSetAvailable")
        || old.path("reason").asText().equals("DeploymentPaused")) {
      conditions.set(PROGRESSING, "True", "ReplicaSetUpdated", name + " is progressing.");
    } else if (timedOut(old, rollout, now)) {
      conditions.set(
          PROGRESSING, "False", "ProgressDeadlineExceeded", name + " has timed out progressing.");
    }
  }

  private static boolean moved(JsonNode old, JsonNode status) {
    int oldPods = old.path("replicas").asInt() - old.path("updatedReplicas").asInt();
    int pods = status.path("replicas").asInt() - status.path("updatedReplicas").asInt();
    return status.path("updatedReplicas").asInt() > old.path("updatedReplicas").asInt()
        || pods < oldPods
        || status.path("readyReplicas").asInt() > old.path("readyReplicas").asInt()
        || status.path("availableReplicas").asInt() > old.path("availableReplicas").asInt();
  }

  private static boolean timedOut(JsonNode progressing, Rollout rollout, Instant now) {
    return Fields.time(progressing.path("lastUpdateTime"))
        .filter(time -> !time.plus(rollout.progressDeadline()).isAfter(now))
        .isPresent();
  }

  private static int sum(List<Workload> sets, String field) {
    return sets.stream().mapToInt(set -> count(set, field)).sum();
  }

  private static int count(Workload set, String field) {
    return set.status().path(field).asInt();
  }
}
