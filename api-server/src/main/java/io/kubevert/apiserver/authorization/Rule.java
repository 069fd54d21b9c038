package io.kubevert.apiserver.authorization;

import io.kubevert.apiserver.request.RequestInfo;
import java.util.Set;

/**
 * Allows verbs on resources, or on paths that are none.
 *
 * @param resources as in {@code pods} or {@code pods/status}; {@code *} for all
 * @param paths as in {@code /version} or {@code /api/*}
 */
record Rule(Set<String> verbs, Set<String> groups, Set<String> resources, Set<String> paths) {
  private static final String ALL = "*";
  private static final Rule EVERYTHING =
      new Rule(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(ALL));

  static Rule everything() {
    return EVERYTHING;
  }

  static Verbs on(String group, String... resources) {
    return verbs -> new Rule(Set.of(verbs), Set.of(group), Set.of(resources), Set.of());
  }

  static Rule get(String... paths) {
    return new Rule(Set.of("get", "head"), Set.of(), Set.of(), Set.of(paths));
  }

  /** The second half of a rule. */
  @FunctionalInterface
  interface Verbs {
    Rule allow(String... verbs);
  }

  boolean allows(RequestInfo request) {
    if (!has(verbs, request.verb())) {
      return false;
    }
    return request.resourceRequest()
        ? has(groups, request.group()) && has(resources, resource(request))
        : has(paths, request.path()) || underOneOf(request.path());
  }

  private boolean underOneOf(String path) {
    return paths.stream()
        .anyMatch(
            each -> each.endsWith("/*") && path.startsWith(each.substring(0, each.length() - 1)));
  }

  private static String resource(RequestInfo request) {
    return request.subresource().isEmpty()
        ? request.resource()
        : request.resource() + "/" + request.subresource();
  }

  private static boolean has(Set<String> set, String value) {
    return set.contains(ALL) || set.contains(value);
  }
}
