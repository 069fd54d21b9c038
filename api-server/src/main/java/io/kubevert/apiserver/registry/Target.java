package io.kubevert.apiserver.registry;

import io.kubevert.client.resource.ResourceType;

/**
 * An object that a request names.
 *
 * @param namespace empty for cluster-scoped resources
 */
public record Target(ResourceDefinition definition, String namespace, String name) {

  ResourceType type() {
    return definition.type();
  }

  /** What people call it, as in {@code default/web}. */
  String label() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Where the store keeps it. */
  String key() {
    return collection(definition, namespace) + name;
  }

  /** What the keys of a resource, or of a namespace's part of it, start with. */
  public static String collection(ResourceDefinition definition, String namespace) {
    String resource = prefix(definition);
    return namespace.isEmpty() ? resource : resource + namespace + "/";
  }

  /** What the keys of a resource start with. */
  public static String prefix(ResourceDefinition definition) {
    return definition.type().groupResource() + "/";
  }
}
