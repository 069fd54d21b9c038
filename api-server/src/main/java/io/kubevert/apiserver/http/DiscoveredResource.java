package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
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
    List<String> subresources) {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> CONNECT = List.of("create", "get");
  private static final List<String> PASS_ON = List.of("create", "delete", "get", "patch", "update");
  private static final List<String> CHANGE = List.of("get", "patch", "update");

  static DiscoveredResource of(ResourceDefinition definition) {
    return new DiscoveredResource(
        definition.type(),
        definition.singular(),
        definition.shortNames(),
        definition.categories(),
        VERBS,
        definition.subresources().stream().sorted().toList());
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
      for (String name : subresources) {
        ObjectNode subresource = nested.addObject().put("subresource", name);
        ResourceType of = typeOf(name);
        subresource.set("responseKind", kind(of.group(), of.version(), of.kind()));
        verbs(name).forEach(subresource.putArray("verbs")::add);
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
    for (String name : subresources) {
      ResourceType of = typeOf(name);
      ObjectNode subresource = resources.addObject();
      subresource.put("name", type.plural() + "/" + name).put("singularName", "");
      subresource.put("namespaced", type.namespaced());
      if (of != type) {
        subresource.put("group", of.group()).put("version", of.version());
      }
      subresource.put("kind", of.kind());
      verbs(name).forEach(subresource.putArray("verbs")::add);
    }
  }

  private static List<String> verbs(String subresource) {
    return switch (subresource) {
      case "status", "scale", "ephemeralcontainers" -> CHANGE;
      case "binding", "eviction", "token" -> List.of("create");
      case "log" -> List.of("get");
      case "finalize" -> List.of("update");
      case "proxy" -> PASS_ON;
      default -> CONNECT;
    };
  }

  private ResourceType typeOf(String subresource) {
    return switch (subresource) {
      case "scale" -> other("autoscaling", "v1", "Scale");
      case "eviction" -> other("policy", "v1", "Eviction");
      case "binding" -> other("", "v1", "Binding");
      case "token" -> other("authentication.k8s.io", "v1", "TokenRequest");
      case "exec" -> other("", "v1", "PodExecOptions");
      case "attach" -> other("", "v1", "PodAttachOptions");
      case "portforward" -> other("", "v1", "PodPortForwardOptions");
      case "proxy" -> other("", "v1", type.kind() + "ProxyOptions");
      default -> type;
    };
  }

  private static ResourceType other(String group, String version, String kind) {
    return new ResourceType(group, version, kind, "", true);
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
