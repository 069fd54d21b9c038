package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** ResourceQuotas. */
public final class ResourceQuotas implements Strategy {
  private ResourceQuotas() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("", "v1", "ResourceQuota", "resourcequotas", true),
        "resourcequota",
        List.of("quota"),
        List.of(),
        ResourceQuota.class,
        new ResourceQuotas(),
        List.of(
            Column.objectName(),
            Column.text("Request", "Requests used and allowed.", quota -> usage(quota, false)),
            Column.text("Limit", "Limits used and allowed.", quota -> usage(quota, true)),
            Column.age()),
        Set.of("status"));
  }

  @Override
  public void validate(ObjectNode quota, FieldErrors errors) {
    QuotaValidation.validate(quota.path("spec"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
    JsonNode scopes = quota.path("spec").path("scopes");
    if (!scopes.equals(old.path("spec").path("scopes"))) {
      errors.invalid("spec.scopes", scopes, "field is immutable");
    }
  }

  private static String usage(JsonNode quota, boolean limits) {
    TreeMap<String, String> hard = new TreeMap<>();
    quota
        .path("status")
        .path("hard")
        .properties()
        .forEach(resource -> hard.put(resource.getKey(), resource.getValue().asText()));
    List<String> texts = new ArrayList<>();
    hard.forEach(
        (name, value) -> {
          if (name.startsWith("limits.") == limits) {
            String used = quota.path("status").path("used").path(name).asText("");
            texts.add(name + ": " + used + "/" + value);
          }
        });
    return String.join(", ", texts);
  }
}
