package io.kubevert.client.resource;

/**
 * One kind of object as the API serves it: where its objects live in the URL space.
 *
 * @param group API group, empty for the core group
 * @param version API version, as in {@code v1}
 * @param kind the kind in an object's {@code kind} field, as in {@code Pod}
 * @param plural the resource's name in paths, as in {@code pods}
 * @param namespaced whether objects live in a namespace
 */
public record ResourceType(
    String group, String version, String kind, String plural, boolean namespaced) {

  /** The value of an object's {@code apiVersion} field: {@code v1} or {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The group resource as error messages name it: {@code pods} or {@code replicasets.apps}. */
  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /**
   * The path of the collection, or of every namespace's collection.
   *
   * @param namespace the namespace; empty for all namespaces and for cluster-scoped resources
   */
  public String collectionPath(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return namespaced && !namespace.isEmpty()
        ? root + "/namespaces/" + namespace + "/" + plural
        : root + "/" + plural;
  }

  /** The path of one object. */
  public String objectPath(ObjectKey key) {
    return collectionPath(key.namespace()) + "/" + key.name();
  }
}
