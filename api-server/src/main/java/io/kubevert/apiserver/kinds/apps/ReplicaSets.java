package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ReplicaSets. */
public final class ReplicaSets implements Strategy {
  private ReplicaSets() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.REPLICA_SETS,
        "replicaset",
        List.of("rs"),
        List.of("all"),
        ReplicaSet.class,
        new ReplicaSets(),
        List.of(
            Column.objectName(),
            Column.number(
                "Desired",
                "How many pods are wanted.",
                object -> object.path("spec").path("replicas").asInt()),
            Column.number(
                "Current",
                "How many pods there are.",
                object -> object.path("status").path("replicas").asInt()),
            Column.number(
                "Ready",
                "How many of them are ready.",
                object -> object.path("status").path("readyReplicas").asInt()),
            Column.age(),
            PodTemplateColumns.containers(PodTemplateColumns::podSpec),
            PodTemplateColumns.images(PodTemplateColumns::podSpec),
            PodTemplateColumns.selector()),
        Set.of("status", "scale"));
  }

  @Override
  public void setDefaults(ObjectNode replicaSet) {
    PodTemplates.setDefaults(replicaSet);
    Workloads.setDefault(replicaSet.withObject("/spec"), "replicas", 1);
  }

  @Override
  public void prepareForCreate(ObjectNode replicaSet) {
    replicaSet.putObject("status").put("replicas", 0);
  }

  @Override
  public void validate(ObjectNode replicaSet, FieldErrors errors) {
    PodTemplates.validate(replicaSet, errors);
    Workloads.validate(replicaSet, errors);
  }

  @Override
  public void validateUpdate(ObjectNode replicaSet, ObjectNode old, FieldErrors errors) {
    Workloads.requireSameSelector(replicaSet, old, errors);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode replicaSet) {
    return Map.of("status.replicas", replicaSet.path("status").path("replicas").asText("0"));
  }
}
