package io.kubevert.client.fake;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * What a request's path names.
 *
 * @param resource the path of the resource's collection over all namespaces
 * @param key the object; without a name when the path is that of a collection
 * @param subresource empty for the object itself
 */
record RequestPath(String resource, ObjectKey key, String subresource) {
  private static final int CORE_ROOT = 2;
  private static final int GROUP_ROOT = 3;
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  static RequestPath parse(String path) {
    List<String> parts = List.of(path.substring(1).split("/"));
    int root = parts.getFirst().equals("api") ? CORE_ROOT : GROUP_ROOT;
    String prefix = "/" + String.join("/", parts.subList(0, root)) + "/";
    List<String> rest = parts.subList(root, parts.size());
    if (rest.getFirst().equals("namespaces")
        && rest.size() > 2
        && !OF_NAMESPACES.contains(rest.get(2))) {
      return of(prefix, rest.get(1), rest.subList(2, rest.size()));
    }
    return of(prefix, "", rest);
  }

  private static RequestPath of(String prefix, String namespace, List<String> rest) {
    return new RequestPath(
        prefix + rest.getFirst(),
        new ObjectKey(namespace, rest.size() > 1 ? rest.get(1) : ""),
        rest.size() > 2 ? rest.get(2) : "");
  }

  /** Whether an object belongs to this path's collection. */
  boolean holds(ObjectKey object) {
    return key.namespace().isEmpty() || key.namespace().equals(object.namespace());
  }
}
