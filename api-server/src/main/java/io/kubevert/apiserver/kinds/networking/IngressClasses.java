package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** IngressClasses. */
public final class IngressClasses implements Strategy {
  private IngressClasses() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.INGRESS_CLASSES,
        "ingressclass",
        List.of(),
        List.of(),
        IngressClass.class,
        new IngressClasses(),
        List.of(
            Column.objectName(),
            Column.text(
                "Controller",
                "The controller that serves the class.",
                object -> object.path("spec").path("controller").asText("")),
            Column.text(
                "Parameters", "An object with more configuration.", IngressClasses::parameters),
            Column.age()),
        Set.of());
  }

  @Override
  public void setDefaults(ObjectNode ingressClass) {
    if (ingressClass.path("spec").path("parameters") instanceof ObjectNode parameters
        && !parameters.has("scope")) {
      parameters.put("scope", "Cluster");
    }
  }

  @Override
  public void validate(ObjectNode ingressClass, FieldErrors errors) {
    String controller = ingressClass.path("spec").path("controller").asText("");
    if (controller.length() > 250) {
      errors.tooLong("spec.controller", 250);
    } else if (controller.isEmpty()) {
      errors.required("spec.controller", "");
    } else if (!controller.matches("[^/]+(/.+)")) {
      errors.invalid(
          "spec.controller",
          controller,
          "must be a domain-prefixed path (such as" + " \"acme.io/foo\")");
    }
    JsonNode parameters = ingressClass.path("spec").path("parameters");
    if (parameters.isObject()) {
      validateParameters(parameters, errors);
    }
  }

  private static void validateParameters(JsonNode parameters, FieldErrors errors) {
    String path = "spec.parameters.";
    for (String field : List.of("kind", "name")) {
      String value = parameters.path(field).asText("");
      if (value.isEmpty()) {
        errors.required(path + field, field + " is required");
      } else {
        Names.pathSegment(value).forEach(fault -> errors.invalid(path + field, value, fault));
      }
    }
    String scope = parameters.path("scope").asText("");
    String namespace = parameters.path("namespace").asText("");
    switch (scope) {
      case "Namespace" -> {
        if (namespace.isEmpty()) {
          errors.required(path + "namespace", "`parameters.scope` is set to 'Namespace'");
        } else {
          Names.dns1123Label(namespace)
              .forEach(fault -> errors.invalid(path + "namespace", namespace, fault));
        }
      }
      case "Cluster" -> {
        if (!namespace.isEmpty()) {
          errors.forbidden(path + "namespace", "`parameters.scope` is set to 'Cluster'");
        }
      }
      default -> errors.notSupported(path + "scope", scope, List.of("Cluster", "Namespace"));
    }
  }

  @Override
  public void validateUpdate(ObjectNode ingressClass, ObjectNode old, FieldErrors errors) {
    JsonNode controller = ingressClass.path("spec").path("controller");
    if (!controller.equals(old.path("spec").path("controller"))) {
      errors.invalid("spec.controller", controller.asText(""), "field is immutable");
    }
  }

  private static String parameters(JsonNode ingressClass) {
    JsonNode parameters = ingressClass.path("spec").path("parameters");
    if (!parameters.isObject()) {
      return Cells.NONE;
    }
    String group = parameters.path("apiGroup").asText("");
    return parameters.path("kind").asText("")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + parameters.path("name").asText("");
  }
}
