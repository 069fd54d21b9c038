package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Namespaces. */
public final class Namespaces implements Strategy {
  private Namespaces() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.NAMESPACES,
        "namespace",
        List.of("ns"),
        List.of(),
        Namespace.class,
        new Namespaces(),
        List.of(
            Column.objectName(),
            Column.text(
                "Status",
                "The status of the namespace",
                namespace -> namespace.path("status").path("phase").asText("")),
            Column.age()),
        Set.of("status", "finalize"));
  }

  @Override
  public List<String> nameFaults(String name) {
    return Names.dns1123Label(name);
  }

  /** Selectors of network policies find a namespace by the label that carries its name. */
  @Override
  public void setDefaults(ObjectNode namespace) {
    ObjectNode metadata = namespace.withObject("/metadata");
    String name = metadata.path("name").asText("");
    if (!name.isEmpty()) {
      metadata.withObject("/labels").put("kubernetes.io/metadata.name", name);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode namespace) {
    namespace.putObject("status").put("phase", "Active");
    ObjectNode spec = namespace.withObject("/spec");
    ArrayNode finalizers = spec.withArrayProperty("finalizers");
    for (JsonNode finalizer : finalizers) {
      if (finalizer.asText().equals("kubernetes")) {
        return;
      }
    }
    finalizers.add("kubernetes");
  }

  @Override
  public void prepareForUpdate(ObjectNode namespace, ObjectNode old) {
    Strategy.super.prepareForUpdate(namespace, old);
    namespace.set("spec", old.path("spec").deepCopy());
  }

  @Override
  public Map<String, String> selectableFields(JsonNode namespace) {
    return Map.of(
        "status.phase",
        namespace.path("status").path("phase").asText(""),
        "name",
        namespace.path("metadata").path("name").asText(""));
  }
}
