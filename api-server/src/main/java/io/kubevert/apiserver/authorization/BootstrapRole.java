package io.kubevert.apiserver.authorization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.client.Json;
import java.util.List;

/**
 * A role that every cluster has.
 *
 * @param users who have it by name
 * @param groups whose members have it
 */
public record BootstrapRole(
    String name, List<Rule> rules, List<String> users, List<String> groups) {
  private static final String AGGREGATE_TO = "rbac.authorization.k8s.io/aggregate-to-";
  private static final String GROUP = "rbac.authorization.k8s.io";

  public BootstrapRole {
    rules = List.copyOf(rules);
    users = List.copyOf(users);
    groups = List.copyOf(groups);
  }

  /** A role that users bind themselves. */
  static BootstrapRole unbound(String name, List<Rule> rules) {
    return new BootstrapRole(name, rules, List.of(), List.of());
  }

  static BootstrapRole ofUser(String name, String user, List<Rule> rules) {
    return new BootstrapRole(name, rules, List.of(user), List.of());
  }

  static BootstrapRole ofGroups(String name, List<Rule> rules, String... groups) {
    return new BootstrapRole(name, rules, List.of(), List.of(groups));
  }

  public boolean isBound() {
    return !users.isEmpty() || !groups.isEmpty();
  }

  boolean isOf(User user) {
    return users.contains(user.name()) || groups.stream().anyMatch(user::isIn);
  }

  /** The role as an object. */
  public ObjectNode clusterRole() {
    ObjectNode role = named();
    rules.forEach(rule -> role.withArrayProperty("rules").add(rule.toJson()));
    if (UserRoles.AGGREGATED.containsKey(name)) {
      role.putObject("aggregationRule")
          .putArray("clusterRoleSelectors")
          .addObject()
          .putObject("matchLabels")
          .put(AGGREGATE_TO + name, "true");
      String other = UserRoles.AGGREGATED.get(name);
      if (!other.isEmpty()) {
        role.withObject("/metadata/labels").put(AGGREGATE_TO + other, "true");
      }
    }
    return role;
  }

  /** The binding of the role to its users and groups. */
  public ObjectNode clusterRoleBinding() {
    ObjectNode binding = named();
    binding
        .putObject("roleRef")
        .put("apiGroup", GROUP)
        .put("kind", "ClusterRole")
        .put("name", name);
    users.forEach(user -> addSubject(binding, "User", user));
    groups.forEach(group -> addSubject(binding, "Group", group));
    return binding;
  }

  private ObjectNode named() {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    return object;
  }

  private static void addSubject(ObjectNode binding, String kind, String name) {
    binding
        .withArrayProperty("subjects")
        .addObject()
        .put("apiGroup", GROUP)
        .put("kind", kind)
        .put("name", name);
  }
}
