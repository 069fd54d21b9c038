package io.kubevert.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CustomResourceDefinitions. */
public final class CustomResourceDefinitions implements Strategy {
  public static final ResourceType TYPE =
      new ResourceType(
          "apiextensions.k8s.io",
          "v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          false);

  /** Keeps a definition until none of its objects is left. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private CustomResourceDefinitions() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        TYPE,
        "customresourcedefinition",
        List.of("crd", "crds"),
        List.of("api-extensions"),
        CustomResourceDefinition.class,
        new CustomResourceDefinitions(),
        List.of(Column.objectName(), Column.createdAt()),
        Set.of("status"));
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void setDefaults(ObjectNode crd) {
    ObjectNode spec = crd.withObject("/spec");
    if (spec.path("names") instanceof ObjectNode names) {
      String kind = names.path("kind").asText("");
      setDefault(names, "singular", kind.toLowerCase(Locale.ROOT));
      setDefault(names, "listKind", kind.isEmpty() ? "" : kind + "List");
    }
    ObjectNode conversion = spec.withObject("/conversion");
    setDefault(conversion, "strategy", "None");
  }

  @Override
  public void prepareForCreate(ObjectNode crd) {
    ObjectNode status = crd.putObject("status");
    status.putArray("conditions");
    status.putObject("acceptedNames").put("kind", "").put("plural", "");
    storedVersions(crd);
  }

  @Override
  public void prepareForUpdate(ObjectNode crd, ObjectNode old) {
    Strategy.super.prepareForUpdate(crd, old);
    storedVersions(crd);
  }

  @Override
  public void prepareForDelete(ObjectNode crd) {
    ArrayNode finalizers = crd.withObject("/metadata").withArrayProperty("finalizers");
    for (JsonNode finalizer : finalizers) {
      if (finalizer.asText().equals(CLEANUP)) {
        return;
      }
    }
    finalizers.add(CLEANUP);
  }

  @Override
  public void validate(ObjectNode crd, FieldErrors errors) {
    DefinitionValidation.validate(crd, errors);
  }

  @Override
  public void validateUpdate(ObjectNode crd, ObjectNode old, FieldErrors errors) {
    String fixed = "field is immutable";
    boolean established =
        Cells.hasCondition(old.path("status").path("conditions"), "Established", "True");
    JsonNode spec = crd.path("spec");
    JsonNode before = old.path("spec");
    if (established && !spec.path("scope").equals(before.path("scope"))) {
      errors.invalid("spec.scope", spec.path("scope").asText(), fixed);
    }
    if (established && !spec.path("names").path("kind").equals(before.path("names").path("kind"))) {
      errors.invalid("spec.names.kind", spec.path("names").path("kind").asText(), fixed);
    }
    if (!spec.path("group").equals(before.path("group"))) {
      errors.invalid("spec.group", spec.path("group").asText(), fixed);
    }
    DefinitionValidation.requireStoredVersions(crd, errors);
  }

  /** Notes in which versions objects may lie in the store. */
  private static void storedVersions(ObjectNode crd) {
    ArrayNode stored = crd.withObject("/status").withArrayProperty("storedVersions");
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("storage").asBoolean() && !contains(stored, version.path("name"))) {
        stored.add(version.path("name").asText());
      }
    }
  }

  private static boolean contains(ArrayNode array, JsonNode wanted) {
    for (JsonNode each : array) {
      if (each.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static void setDefault(ObjectNode object, String field, String value) {
    if (object.path(field).asText("").isEmpty() && !value.isEmpty()) {
      object.put(field, value);
    }
  }
}
