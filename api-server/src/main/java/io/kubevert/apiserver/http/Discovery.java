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
import java.util.stream.Stream;

/** What the server serves, as clients discover it: pure functions of the resource definitions. */
final class Discovery {
  private static final String DISCOVERY = "apidiscovery.k8s.io/";

  private final List<DiscoveredResource> all;

  /**
   * @param reviews resources whose objects are answered and not kept
   */
  Discovery(List<ResourceDefinition> definitions, List<ResourceDefinition> reviews) {
    this.all =
        Stream.concat(
                definitions.stream().map(DiscoveredResource::of),
                reviews.stream().map(DiscoveredResource::review))
            .toList();
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
    List<DiscoveredResource> served = served(group, version);
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    served.forEach(each -> each.addTo(resources));
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
      served(name, version).forEach(resource -> resource.addAggregated(resources));
      each.put("freshness", "Current");
    }
  }

  private Map<String, List<String>> versionsByGroup() {
    Map<String, List<String>> versions = new LinkedHashMap<>();
    all.stream()
        .map(DiscoveredResource::type)
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
    return Stream.concat(known.stream(), added.stream())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.reverseOrder()))
        .toList();
  }

  private List<DiscoveredResource> served(String group, String version) {
    return all.stream()
        .filter(each -> each.type().group().equals(group))
        .filter(each -> each.type().version().equals(version))
        .sorted(Comparator.comparing(each -> each.type().plural()))
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
}
