package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server serves, as clients discover it: pure functions of the resource definitions. */
final class Discovery {
  private static final String DISCOVERY = "apidiscovery.k8s.io/";
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> CONNECT = List.of("create", "get");
  private static final List<String> CHANGE = List.of("get", "patch", "update");

  private final List<ResourceDefinition> definitions;

  Discovery(List<ResourceDefinition> definitions) {
    this.definitions = List.copyOf(definitions);
  }

  /** {@code /api}: the versions of the core group. */
  ObjectNode coreVersions(String address) {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    ObjectNode server = versions.putArray("serverAddressByClientCIDRs").addObject();
    server.put("clientCIDR", "0.0.0.0/0").put("serverAddress", address);
    return versions;
  }

  /** {@code /apis}: all other groups. */
  ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    versionsByGroup().forEach((name, versions) -> groups.add(groupBody(name, versions)));
    return list;
  }

  /** {@code /apis/<group>}. */
  Optional<ObjectNode> group(String name) {
    return Optional.ofNullable(versionsByGroup().get(name))
        .map(
            versions -> {
              ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
              group.setAll(groupBody(name, versions));
              return group;
            });
  }

  /** {@code /api/v1} and {@code /apis/<group>/<version>}. */
  Optional<ObjectNode> resources(String group, String version) {
    List<ResourceDefinition> served = served(group, version);
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    served.forEach(definition -> addResource(resources, definition));
    return Optional.of(list);
  }

  /**
   * Groups, versions and resources in one answer.
   *
   * @param core whether the core group alone, or all others
   * @param version of the format, v2 or v2beta1
   */
  ObjectNode aggregated(boolean core, String version) {
    ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList");
    list.put("apiVersion", DISCOVERY + version).putObject("metadata");
    ArrayNode items = list.putArray("items");
    if (core) {
      addGroup(items, "", List.of("v1"));
    } else {
      versionsByGroup().forEach((name, versions) -> addGroup(items, name, versions));
    }
    return list;
  }

  private void addGroup(ArrayNode items, String name, List<String> versions) {
    ObjectNode group = items.addObject();
    ObjectNode metadata = group.putObject("metadata").putNull("creationTimestamp");
    if (!name.isEmpty()) {
      metadata.put("name", name);
    }
    ArrayNode list = group.putArray("versions");
    for (String version : versions) {
      ObjectNode each = list.addObject().put("version", version);
      ArrayNode resources = each.putArray("resources");
      served(name, version).forEach(definition -> addAggregated(resources, definition));
      each.put("freshness", "Current");
    }
  }

  private static void addAggregated(ArrayNode resources, ResourceDefinition definition) {
    ObjectNode resource = resources.addObject();
    ResourceType type = definition.type();
    resource.put("resource", type.plural());
    resource.set("responseKind", kind(type.group(), type.version(), type.kind()));
    resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    resource.put("singularResource", definition.singular());
    VERBS.forEach(resource.putArray("verbs")::add);
    putUnlessEmpty(resource, "shortNames", definition.shortNames());
    putUnlessEmpty(resource, "categories", definition.categories());
    if (!definition.subresources().isEmpty()) {
      ArrayNode subresources = resource.putArray("subresources");
      for (String name : sorted(definition)) {
        ObjectNode subresource = subresources.addObject().put("subresource", name);
        ResourceType of = typeOf(definition, name);
        subresource.set("responseKind", kind(of.group(), of.version(), of.kind()));
        verbs(name).forEach(subresource.putArray("verbs")::add);
      }
    }
  }

  private static void addResource(ArrayNode resources, ResourceDefinition definition) {
    ResourceType type = definition.type();
    ObjectNode resource = resources.addObject();
    resource.put("name", type.plural()).put("singularName", definition.singular());
    resource.put("namespaced", type.namespaced()).put("kind", type.kind());
    VERBS.forEach(resource.putArray("verbs")::add);
    putUnlessEmpty(resource, "shortNames", definition.shortNames());
    putUnlessEmpty(resource, "categories", definition.categories());
    for (String name : sorted(definition)) {
      ResourceType of = typeOf(definition, name);
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

  private static List<String> sorted(ResourceDefinition definition) {
    return definition.subresources().stream().sorted().toList();
  }

  private static List<String> verbs(String subresource) {
    return switch (subresource) {
      case "status", "scale", "ephemeralcontainers" -> CHANGE;
      case "binding", "eviction", "token" -> List.of("create");
      case "log" -> List.of("get");
      case "finalize" -> List.of("update");
      default -> CONNECT;
    };
  }

  private static ResourceType typeOf(ResourceDefinition definition, String subresource) {
    return switch (subresource) {
      case "scale" -> other("autoscaling", "v1", "Scale");
      case "eviction" -> other("policy", "v1", "Eviction");
      case "binding" -> other("", "v1", "Binding");
      case "token" -> other("authentication.k8s.io", "v1", "TokenRequest");
      case "exec" -> other("", "v1", "PodExecOptions");
      case "attach" -> other("", "v1", "PodAttachOptions");
      case "portforward" -> other("", "v1", "PodPortForwardOptions");
      default -> definition.type();
    };
  }

  private static ResourceType other(String group, String version, String kind) {
    return new ResourceType(group, version, kind, "", true);
  }

  private Map<String, List<String>> versionsByGroup() {
    Map<String, List<String>> versions = new LinkedHashMap<>();
    definitions.stream()
        .map(ResourceDefinition::type)
        .filter(type -> !type.group().isEmpty())
        // Clients take a resource that several groups have from the first one.
        .sorted(
            Comparator.<ResourceType, Boolean>comparing(type -> type.group().equals("extensions"))
                .thenComparing(ResourceType::group))
        .forEach(
            type ->
                versions.merge(type.group(), List.of(type.version()), Discovery::preferredFirst));
    return versions;
  }

  private static List<String> preferredFirst(List<String> known, List<String> added) {
    return java.util.stream.Stream.concat(known.stream(), added.stream())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.reverseOrder()))
        .toList();
  }

  private List<ResourceDefinition> served(String group, String version) {
    return definitions.stream()
        .filter(definition -> definition.type().group().equals(group))
        .filter(definition -> definition.type().version().equals(version))
        .sorted(Comparator.comparing(definition -> definition.type().plural()))
        .toList();
  }

  private static ObjectNode groupBody(String name, List<String> versions) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode list = group.putArray("versions");
    versions.forEach(version -> list.add(groupVersion(name, version)));
    group.set("preferredVersion", groupVersion(name, versions.getFirst()));
    return group;
  }

  private static ObjectNode groupVersion(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
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
