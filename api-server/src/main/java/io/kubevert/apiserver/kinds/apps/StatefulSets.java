package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.kinds.core.PodWarnings;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** StatefulSets. */
public final class StatefulSets implements Strategy {
  private static final Set<String> MUTABLE =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");
  private static final String IMMUTABLE =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
          + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
          + " 'minReadySeconds' are forbidden";

  private StatefulSets() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.STATEFUL_SETS,
        "statefulset",
        List.of("sts"),
        List.of("all"),
        StatefulSet.class,
        new StatefulSets(),
        List.of(
            Column.objectName(),
            Column.text(
                "Ready",
                "How many of the wanted pods are ready.",
                object ->
                    object.path("status").path("readyReplicas").asInt()
                        + "/"
                        + object.path("spec").path("replicas").asInt()),
            Column.age(),
            PodTemplateColumns.containers(PodTemplateColumns::podSpec),
            PodTemplateColumns.images(PodTemplateColumns::podSpec)),
        Set.of("status", "scale"));
  }

  @Override
  public void setDefaults(ObjectNode statefulSet) {
    PodTemplates.setDefaults(statefulSet);
    ObjectNode spec = statefulSet.withObject("/spec");
    Workloads.setDefault(spec, "replicas", 1);
    Workloads.setDefault(spec, "revisionHistoryLimit", 10);
    Workloads.setDefault(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = spec.withObject("/updateStrategy");
    Workloads.setDefault(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      Workloads.setDefault(strategy.withObject("/rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = spec.withObject("/persistentVolumeClaimRetentionPolicy");
    Workloads.setDefault(retention, "whenDeleted", "Retain");
    Workloads.setDefault(retention, "whenScaled", "Retain");
    for (JsonNode claim : spec.path("volumeClaimTemplates")) {
      if (claim instanceof ObjectNode object) {
        object.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        Workloads.setDefault(object.withObject("/spec"), "volumeMode", "Filesystem");
        Workloads.setDefault(object.withObject("/status"), "phase", "Pending");
      }
    }
  }

  @Override
  public void validate(ObjectNode statefulSet, FieldErrors errors) {
    PodTemplates.validate(statefulSet, errors);
    Workloads.validate(statefulSet, errors);
    Workloads.requireSupported(
        statefulSet.path("spec"),
        "spec.",
        "podManagementPolicy",
        List.of("OrderedReady", "Parallel"),
        errors);
    Workloads.requireSupported(
        statefulSet.path("spec").path("updateStrategy"),
        "spec.updateStrategy.",
        "type",
        List.of("RollingUpdate", "OnDelete"),
        errors);
    JsonNode strategy = statefulSet.path("spec").path("updateStrategy");
    long partition = strategy.path("rollingUpdate").path("partition").asLong();
    if (partition < 0) {
      errors.invalid(
          "spec.updateStrategy.rollingUpdate.partition",
          partition,
          "must be greater than or equal to 0");
    }
    if (strategy.path("type").asText().equals("OnDelete")
        && strategy.path("rollingUpdate").isObject()) {
      errors.invalid(
          "spec.updateStrategy.rollingUpdate",
          strategy.path("rollingUpdate"),
          "only allowed for updateStrategy 'RollingUpdate'");
    }
  }

  @Override
  public List<String> warningsOnCreate(JsonNode workload) {
    return PodWarnings.ofWorkload(workload);
  }

  @Override
  public void validateUpdate(ObjectNode statefulSet, ObjectNode old, FieldErrors errors) {
    for (Map.Entry<String, JsonNode> field : old.path("spec").properties()) {
      if (!MUTABLE.contains(field.getKey())
          && !field.getValue().equals(statefulSet.path("spec").path(field.getKey()))) {
        errors.forbidden("spec", IMMUTABLE);
        return;
      }
    }
    for (Iterator<String> names = statefulSet.path("spec").fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MUTABLE.contains(name) && !old.path("spec").has(name)) {
        errors.forbidden("spec", IMMUTABLE);
        return;
      }
    }
  }
}
