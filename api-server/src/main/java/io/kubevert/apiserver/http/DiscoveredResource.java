package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.SubresourceDefinition;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/**
 * A resource as discovery lists it, in either form.
 *
 * @param verbs of the resource itself
 * @param subresources in the order of their names
 */
record DiscoveredResource(
    ResourceType type,
    String singular,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<SubresourceDefinition> subresources) {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  static DiscoveredResource of(ResourceDefinition definition) {
    return new DiscoveredResource(
        definition.type(),
        definition.singular(),
        definition.shortNames(),
        definition.categories(),
        VERBS,
        SubresourceDefinition.of(definition));
  }

  /** A resource whose objects are answered and not kept. */
  static DiscoveredResource review(ResourceDefinition definition) {
    return new DiscoveredResource(
        definition.type(),
        definition.singular(),
        List.of(),
        List.of(),
        List.of("create"),
        List.of());
  }

  /** Adds it to the answer that has groups, versions and resources in one. */
  void addAggregated(ArrayNode resources) {
    ObjectNode resource = resources.addObject();
    resource.put("resource", type.plural());
    resource.set("responseKind", kind(type.group(), type.version(), type.kind()));
    resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    resource.put("singularResource", singular);
    verbs.forEach(resource.putArray("verbs")::add);
    putUnlessEmpty(resource, "shortNames", shortNames);
    putUnlessEmpty(resource, "categories", categories);
    if (!subresources.isEmpty()) {
      ArrayNode nested = resource.putArray("subresources");
      for (SubresourceDefinition each : subresources) {
        ObjectNode subresource = nested.addObject().put("subresource", each.name());
        ResourceType of = each.type();
        subresource.set("responseKind", kind(of.group(), of.version(), of.kind()));
        each.verbs().forEach(subresource.putArray("verbs")::add);
      }
    }
  }

  /** Adds it, and its subresources, to the list of one group version. */
  void addTo(ArrayNode resources) {
    ObjectNode resource = resources.addObject();
    resource.put("name", type.plural()).put("singularName", singular);
    resource.put("namespaced", type.namespaced()).put("kind", type.kind());
    verbs.forEach(resource.putArray("verbs")::add);
    putUnlessEmpty(resource, "shortNames", shortNames);
    putUnlessEmpty(resource, "categories", categories);
    for (SubresourceDefinition each : subresources) {
      ResourceType of = each.type();
      ObjectNode subresource = resources.addObject();
      subresource.put("name", type.plural() + "/" + each.name()).put("singularName", "");
      subresource.put("namespaced", type.namespaced());
      if (!of.apiVersion().equals(type.apiVersion())) {
        subresource.put("group", of.group()).put("version", of.version());
      }
      subresource.put("kind", of.kind());
      each.verbs().forEach(subresource.putArray("verbs")::add);
    }
  }

  private static ObjectNode kind(String group, String version, String kind) {
    return Json.object().put("group", group).put("version", version).put("kind", kind);
  }

  private static void putUnlessEmpty(ObjectNode object, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(object.putArray(field)::add);
    }
  }
}
