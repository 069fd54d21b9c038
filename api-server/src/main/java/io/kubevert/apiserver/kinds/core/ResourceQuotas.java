package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** ResourceQuotas. */
public final class ResourceQuotas {
  private ResourceQuotas() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("", "v1", "ResourceQuota", "resourcequotas", true),
        "resourcequota",
        List.of("quota"),
        List.of(),
        ResourceQuota.class,
        Strategy.PLAIN,
        List.of(
            Column.objectName(),
            Column.text("Request", "Requests used and allowed.", quota -> usage(quota, false)),
            Column.text("Limit", "Limits used and allowed.", quota -> usage(quota, true)),
            Column.age()),
        Set.of("status"));
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
