package io.kubevert.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ControllerRevisions. */
public final class ControllerRevisions implements Strategy {
  private ControllerRevisions() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.CONTROLLER_REVISIONS,
        "controllerrevision",
        List.of(),
        List.of(),
        ControllerRevision.class,
        new ControllerRevisions(),
        List.of(
            Column.objectName(),
            Column.text(
                "Controller",
                "The object that it is a revision of.",
                ControllerRevisions::controller),
            Column.number("Revision", "Its number.", object -> object.path("revision").asLong()),
            Column.age()),
        Set.of());
  }

  @Override
  public void validate(ObjectNode revision, FieldErrors errors) {
    if (!revision.path("data").isObject()) {
      errors.required("data", "data is mandatory");
    }
    if (revision.path("revision").asLong() < 0) {
      errors.invalid(
          "revision", revision.path("revision").asLong(), "must be greater than or equal to 0");
    }
  }

  @Override
  public void validateUpdate(ObjectNode revision, ObjectNode old, FieldErrors errors) {
    if (!revision.path("data").equals(old.path("data"))) {
      errors.invalid("data", "", "field is immutable");
    }
  }

  private static String controller(JsonNode revision) {
    for (JsonNode owner : revision.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        String apiVersion = owner.path("apiVersion").asText("");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : "." + apiVersion.substring(0, slash);
        return owner.path("kind").asText("").toLowerCase(Locale.ROOT)
            + group
            + "/"
            + owner.path("name").asText("");
      }
    }
    return Cells.NONE;
  }
}
