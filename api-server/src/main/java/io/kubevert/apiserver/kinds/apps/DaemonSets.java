package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.kinds.core.PodWarnings;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** DaemonSets. */
public final class DaemonSets implements Strategy {
  private DaemonSets() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.DAEMON_SETS,
        "daemonset",
        List.of("ds"),
        List.of("all"),
        DaemonSet.class,
        new DaemonSets(),
        List.of(
            Column.objectName(),
            Column.number(
                "Desired",
                "How many nodes should run a pod.",
                object -> object.path("status").path("desiredNumberScheduled").asInt()),
            Column.number(
                "Current",
                "How many nodes run a pod.",
                object -> object.path("status").path("currentNumberScheduled").asInt()),
            Column.number(
                "Ready",
                "How many of these pods are ready.",
                object -> object.path("status").path("numberReady").asInt()),
            Column.number(
                "Up-to-date",
                "How many pods have the current template.",
                object -> object.path("status").path("updatedNumberScheduled").asInt()),
            Column.number(
                "Available",
                "How many pods have been ready for minReadySeconds.",
                object -> object.path("status").path("numberAvailable").asInt()),
            Column.text(
                "Node Selector",
                "The labels of the nodes.",
                object -> Cells.labels(PodTemplateColumns.podSpec(object).path("nodeSelector"))),
            Column.age(),
            PodTemplateColumns.containers(PodTemplateColumns::podSpec),
            PodTemplateColumns.images(PodTemplateColumns::podSpec),
            PodTemplateColumns.selector()),
        Set.of("status"));
  }

  @Override
  public void setDefaults(ObjectNode daemonSet) {
    PodTemplates.setDefaults(daemonSet);
    ObjectNode spec = daemonSet.withObject("/spec");
    Workloads.setDefault(spec, "revisionHistoryLimit", 10);
    ObjectNode strategy = spec.withObject("/updateStrategy");
    Workloads.setDefault(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rollingUpdate = strategy.withObject("/rollingUpdate");
      Workloads.setDefault(rollingUpdate, "maxUnavailable", 1);
      Workloads.setDefault(rollingUpdate, "maxSurge", 0);
    }
  }

  @Override
  public void validate(ObjectNode daemonSet, FieldErrors errors) {
    PodTemplates.validate(daemonSet, errors);
    Workloads.validate(daemonSet, errors);
    Workloads.requireSupported(
        daemonSet.path("spec").path("updateStrategy"),
        "spec.updateStrategy.",
        "type",
        List.of("RollingUpdate", "OnDelete"),
        errors);
    validateRollingUpdate(
        daemonSet.path("spec").path("updateStrategy").path("rollingUpdate"), errors);
  }

  private static void validateRollingUpdate(JsonNode update, FieldErrors errors) {
    if (!update.isObject()) {
      return;
    }
    String path = "spec.updateStrategy.rollingUpdate";
    boolean available = Workloads.isNone(update, "maxUnavailable", path, errors);
    boolean surge = !Workloads.isNone(update, "maxSurge", path, errors);
    if (available && !surge) {
      errors.required(path + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
    } else if (!available && surge) {
      errors.invalid(
          path + ".maxSurge",
          update.path("maxSurge").isNumber()
              ? update.path("maxSurge").asLong()
              : update.path("maxSurge").asText(),
          "may not be set when maxUnavailable is non-zero");
    }
  }

  @Override
  public List<String> warningsOnCreate(JsonNode workload) {
    return PodWarnings.ofWorkload(workload);
  }

  @Override
  public void validateUpdate(ObjectNode daemonSet, ObjectNode old, FieldErrors errors) {
    Workloads.requireSameSelector(daemonSet, old, errors);
  }
}
