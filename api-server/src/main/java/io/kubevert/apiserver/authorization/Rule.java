package io.kubevert.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.client.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Allows verbs on resources, or on paths that are none.
 *
 * @param resources as in {@code pods} or {@code pods/status}; {@code *} for all
 * @param names of the objects; empty for all
 * @param paths as in {@code /version} or {@code /api/*}
 */
public record Rule(
    Set<String> verbs,
    Set<String> groups,
    Set<String> resources,
    Set<String> names,
    Set<String> paths) {
  private static final String ALL = "*";
  private static final Rule EVERY_RESOURCE =
      new Rule(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(), Set.of());
  private static final Rule EVERY_PATH =
      new Rule(Set.of(ALL), Set.of(), Set.of(), Set.of(), Set.of(ALL));

  static List<Rule> everything() {
    return List.of(EVERY_RESOURCE, EVERY_PATH);
  }

  static Verbs on(String group, String... resources) {
    return verbs -> new Rule(Set.of(verbs), Set.of(group), Set.of(resources), Set.of(), Set.of());
  }

  static Rule get(String... paths) {
    return new Rule(Set.of("get", "head"), Set.of(), Set.of(), Set.of(), Set.of(paths));
  }

  /** The second half of a rule. */
  @FunctionalInterface
  interface Verbs {
    Rule allow(String... verbs);
  }

  /** Reads a rule of a role. */
  static Rule of(JsonNode rule) {
    return new Rule(
        texts(rule.path("verbs")),
        texts(rule.path("apiGroups")),
        texts(rule.path("resources")),
        texts(rule.path("resourceNames")),
        texts(rule.path("nonResourceURLs")));
  }

  /** The rule as roles and reviews have it. */
  public ObjectNode toJson() {
    ObjectNode rule = Json.object();
    put(rule, "verbs", verbs);
    put(rule, "apiGroups", groups);
    put(rule, "resources", resources);
    put(rule, "resourceNames", names);
    put(rule, "nonResourceURLs", paths);
    return rule;
  }

  /** Whether the rule is about resources, not about other paths. */
  public boolean isAboutResources() {
    return !resources.isEmpty();
  }

  /** The rule in its smallest parts: one verb on one resource, object or path each. */
  Stream<Rule> parts() {
    Set<String> each = names.isEmpty() ? Set.of("") : names;
    Stream<Rule> ofResources =
        verbs.stream()
            .flatMap(
                verb ->
                    groups.stream()
                        .flatMap(
                            group ->
                                resources.stream()
                                    .flatMap(
                                        resource ->
                                            each.stream()
                                                .map(name -> part(verb, group, resource, name)))));
    Stream<Rule> ofPaths =
        verbs.stream()
            .flatMap(
                verb ->
                    paths.stream()
                        .map(
                            path ->
                                new Rule(
                                    Set.of(verb), Set.of(), Set.of(), Set.of(), Set.of(path))));
    return Stream.concat(ofResources, ofPaths);
  }

  private static Rule part(String verb, String group, String resource, String name) {
    Set<String> ofName = name.isEmpty() ? Set.of() : Set.of(name);
    return new Rule(Set.of(verb), Set.of(group), Set.of(resource), ofName, Set.of());
  }

  /** Whether this rule allows all that a smallest part of another does. */
  boolean covers(Rule part) {
    if (!has(verbs, part.verbs.iterator().next())) {
      return false;
    }
    if (!part.isAboutResources()) {
      String path = part.paths.iterator().next();
      return has(paths, path) || underOneOf(path);
    }
    String resource = part.resources.iterator().next();
    int slash = resource.indexOf('/');
    return has(groups, part.groups.iterator().next())
        && (has(resources, resource)
            || slash >= 0 && resources.contains("*" + resource.substring(slash)))
        && (names.isEmpty() || !part.names.isEmpty() && names.containsAll(part.names));
  }

  /** The rule in the words of a refusal. */
  String describe() {
    StringBuilder text = new StringBuilder("{");
    describe(text, "APIGroups", groups);
    describe(text, "Resources", resources);
    describe(text, "ResourceNames", names);
    describe(text, "NonResourceURLs", paths);
    describe(text, "Verbs", verbs);
    return text.append('}').toString();
  }

  private static void describe(StringBuilder text, String field, Set<String> values) {
    if (!values.isEmpty()) {
      text.append(text.length() > 1 ? ", " : "").append(field).append(":[\"");
      text.append(String.join("\", \"", new TreeSet<>(values))).append("\"]");
    }
  }

  boolean allows(RequestInfo request) {
    if (!has(verbs, request.verb())) {
      return false;
    }
    return request.resourceRequest()
        ? has(groups, request.group())
            && hasResource(request)
            && (names.isEmpty() || names.contains(request.name()))
        : has(paths, request.path()) || underOneOf(request.path());
  }

  private boolean hasResource(RequestInfo request) {
    return request.subresource().isEmpty()
        ? has(resources, request.resource())
        : has(resources, request.resource() + "/" + request.subresource())
            || resources.contains("*/" + request.subresource());
  }

  private boolean underOneOf(String path) {
    return paths.stream()
        .anyMatch(
            each -> each.endsWith("*") && path.startsWith(each.substring(0, each.length() - 1)));
  }

  private static boolean has(Set<String> set, String value) {
    return set.contains(ALL) || set.contains(value);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static void put(ObjectNode rule, String field, Set<String> values) {
    if (!values.isEmpty()) {
      new TreeSet<>(values).forEach(rule.withArrayProperty(field)::add);
    }
  }
}
