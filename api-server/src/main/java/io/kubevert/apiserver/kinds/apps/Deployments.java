package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.kinds.core.PodWarnings;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** Deployments. */
public final class Deployments implements Strategy {
  private Deployments() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.DEPLOYMENTS,
        "deployment",
        List.of("deploy"),
        List.of("all"),
        Deployment.class,
        new Deployments(),
        List.of(
            Column.objectName(),
            Column.text(
                "Ready",
                "How many of the wanted pods are ready.",
                object ->
                    object.path("status").path("readyReplicas").asInt()
                        + "/"
                        + object.path("spec").path("replicas").asInt()),
            Column.number(
                "Up-to-date",
                "How many pods have the current template.",
                object -> object.path("status").path("updatedReplicas").asInt()),
            Column.number(
                "Available",
                "How many pods have been ready for minReadySeconds.",
                object -> object.path("status").path("availableReplicas").asInt()),
            Column.age(),
            PodTemplateColumns.containers(PodTemplateColumns::podSpec),
            PodTemplateColumns.images(PodTemplateColumns::podSpec),
            PodTemplateColumns.selector()),
        Set.of("status", "scale"));
  }

  @Override
  public void setDefaults(ObjectNode deployment) {
    PodTemplates.setDefaults(deployment);
    ObjectNode spec = deployment.withObject("/spec");
    Workloads.setDefault(spec, "replicas", 1);
    Workloads.setDefault(spec, "revisionHistoryLimit", 10);
    Workloads.setDefault(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = spec.withObject("/strategy");
    Workloads.setDefault(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rollingUpdate = strategy.withObject("/rollingUpdate");
      Workloads.setDefault(rollingUpdate, "maxUnavailable", "25%");
      Workloads.setDefault(rollingUpdate, "maxSurge", "25%");
    }
  }

  @Override
  public void validate(ObjectNode deployment, FieldErrors errors) {
    PodTemplates.validate(deployment, errors);
    Workloads.validate(deployment, errors);
    DeploymentValidation.validate(deployment.path("spec"), errors);
  }

  @Override
  public List<String> warningsOnCreate(JsonNode workload) {
    return PodWarnings.ofWorkload(workload);
  }

  @Override
  public void validateUpdate(ObjectNode deployment, ObjectNode old, FieldErrors errors) {
    Workloads.requireSameSelector(deployment, old, errors);
  }
}
