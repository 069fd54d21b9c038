package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ReplicationControllers, the older form of ReplicaSets. */
public final class ReplicationControllers implements Strategy {
  private ReplicationControllers() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("", "v1", "ReplicationController", "replicationcontrollers", true),
        "replicationcontroller",
        List.of("rc"),
        List.of("all"),
        ReplicationController.class,
        new ReplicationControllers(),
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
            Column.wide(
                "Selector",
                "The labels of its pods.",
                object -> Cells.labels(object.path("spec").path("selector")))),
        Set.of("status", "scale"));
  }

  @Override
  public void setDefaults(ObjectNode controller) {
    ObjectNode spec = controller.withObject("/spec");
    PodTemplates.setDefaultsOf(spec.path("template"));
    if (!spec.has("replicas")) {
      spec.put("replicas", 1);
    }
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (spec.path("selector").isEmpty() && !labels.isEmpty()) {
      spec.set("selector", labels.deepCopy());
    }
    if (controller.path("metadata").path("labels").isEmpty() && !labels.isEmpty()) {
      controller.withObject("/metadata").set("labels", labels.deepCopy());
    }
  }

  @Override
  public void prepareForCreate(ObjectNode controller) {
    controller.putObject("status").put("replicas", 0);
  }

  @Override
  public void validate(ObjectNode controller, FieldErrors errors) {
    JsonNode spec = controller.path("spec");
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (spec.path("selector").isEmpty()) {
      errors.required("spec.selector", "");
    } else {
      LabelSelectors.validateLabels(spec.path("selector"), "spec.selector", errors);
    }
    boolean selects =
        spec.path("selector").properties().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    if (spec.path("template").isObject() && !selects) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    for (String count : List.of("minReadySeconds", "replicas")) {
      if (spec.path(count).asLong() < 0) {
        errors.invalid(
            "spec." + count, spec.path(count).asLong(), "must be greater than or equal to 0");
      }
    }
    PodTemplates.validate(controller, errors);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode controller) {
    return Map.of("status.replicas", controller.path("status").path("replicas").asText("0"));
  }
}
