package io.kubevert.apiserver.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request is about, read from its method, path and query.
 *
 * @param resourceRequest whether the path is that of a resource; otherwise only verb and path are
 *     set
 * @param verb get, list, watch, create, update, patch, delete or deletecollection; the method in
 *     lower case when not about a resource
 * @param namespace empty for all namespaces and for cluster-scoped resources
 * @param name empty for collections
 * @param subresource empty for the object itself
 */
public record RequestInfo(
    boolean resourceRequest,
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String name,
    String subresource,
    String path) {
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  /** Reads a request; a path that fits no resource is one that is not about a resource. */
  public static RequestInfo parse(String method, String path, Map<String, String> query) {
    List<String> parts = parts(path);
    if (parts.size() >= 3 && parts.getFirst().equals("api")) {
      return resource(method, path, query, "", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
      return resource(
          method, path, query, parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return new RequestInfo(
        false, method.toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", path);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
      if (slash > from) {
        parts.add(path.substring(from, slash));
      }
      from = slash + 1;
    }
    if (from < path.length()) {
      parts.add(path.substring(from));
    }
    return parts;
  }

  /** The same request with another verb. */
  public RequestInfo withVerb(String other) {
    return new RequestInfo(
        resourceRequest, other, group, version, namespace, resource, name, subresource, path);
  }

  private static RequestInfo resource(
      String method,
      String path,
      Map<String, String> query,
      String group,
      String version,
      List<String> rest) {
    boolean oldWatch = rest.size() > 1 && rest.getFirst().equals("watch");
    List<String> parts = oldWatch ? rest.subList(1, rest.size()) : rest;
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 2 && !ofNamespace(parts)) {
      namespace = parts.get(1);
      parts = parts.subList(2, parts.size());
    }
    String resource = parts.getFirst();
    String name = parts.size() > 1 ? parts.get(1) : "";
    String subresource = subresource(parts);
    String verb = verb(method, name, subresource, oldWatch || isTrue(query.get("watch")));
    return new RequestInfo(
        true,
        verb,
        group,
        version,
        namespace.isEmpty() && resource.equals("namespaces") ? name : namespace,
        resource,
        name,
        subresource,
        path);
  }

  /** What follows {@code proxy} is the business of whoever is behind it. */
  private static String subresource(List<String> parts) {
    if (parts.size() <= 2) {
      return "";
    }
    return parts.get(2).equals("proxy")
        ? "proxy"
        : String.join("/", parts.subList(2, parts.size()));
  }

  private static boolean ofNamespace(List<String> parts) {
    return parts.size() == 3 && NAMESPACE_SUBRESOURCES.contains(parts.get(2));
  }

  private static String verb(String method, String name, String subresource, boolean watch) {
    return switch (method) {
      case "GET", "HEAD" ->
          watch && subresource.isEmpty() ? "watch" : name.isEmpty() ? "list" : "get";
      case "WATCH" -> "watch";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> "";
    };
  }

  private static boolean isTrue(String value) {
    return value != null && !value.equals("false") && !value.equals("0");
  }
}
