package io.kubevert.client.resource;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An object's name within its resource.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

  /** The key of a cluster-scoped object. */
  public static ObjectKey ofName(String name) {
    return new ObjectKey("", name);
  }

  /**
   * The key that an object's metadata names. There are few namespaces, and very many objects in
   * them, so that a namespace's text is kept once.
   */
  public static ObjectKey of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new ObjectKey(
        metadata.path("namespace").asText("").intern(), metadata.path("name").asText(""));
  }

  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
