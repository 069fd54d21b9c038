package io.kubevert.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.selector.LabelSelector;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the cluster's roles and bindings allow. They are read when they are first asked for, and
 * again after {@link #forget}. Belongs to one context.
 */
public final class Roles {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final ResourceType ROLES = type("Role", "roles", true);
  private static final ResourceType CLUSTER_ROLES = type("ClusterRole", "clusterroles", false);
  private static final ResourceType BINDINGS = type("RoleBinding", "rolebindings", true);
  private static final ResourceType CLUSTER_BINDINGS =
      type("ClusterRoleBinding", "clusterrolebindings", false);

  /** The resources whose changes are to be told by {@link #forget}. */
  public static final List<ResourceType> TYPES =
      List.of(ROLES, CLUSTER_ROLES, BINDINGS, CLUSTER_BINDINGS);

  private static final int MOST_HELD = 1_000;

  private final OtherObjects objects;
  private final Map<Held, List<Rule>> held = new HashMap<>();
  private Optional<List<Grant>> grants = Optional.empty();

  /** Whose rules, and where. */
  private record Held(User user, String namespace) {}

  public Roles(OtherObjects objects) {
    this.objects = objects;
  }

  /** Reads everything again when it is next asked for. */
  public void forget() {
    grants = Optional.empty();
    held.clear();
  }

  /**
   * The rules that hold for a user.
   *
   * @param namespace empty for what is not in a namespace
   */
  List<Rule> rules(User user, String namespace) {
    if (grants.isEmpty()) {
      grants = Optional.of(read());
    }
    if (held.size() >= MOST_HELD) {
      held.clear();
    }
    return held.computeIfAbsent(new Held(user, namespace), this::read);
  }

  private List<Rule> read(Held asked) {
    return grants.get().stream()
        .filter(grant -> grant.holdsIn(asked.namespace()) && grant.isTo(asked.user()))
        .flatMap(grant -> grant.rules().stream())
        .toList();
  }

  private List<Grant> read() {
    Map<String, List<Rule>> rules = new HashMap<>();
    objects.all(ROLES).forEach(role -> rules.put(key(role, namespace(role)), rules(role)));
    List<ObjectNode> clusterRoles = objects.all(CLUSTER_ROLES);
    clusterRoles.forEach(
        role -> rules.put(key(role, ""), aggregated(role, clusterRoles, new HashSet<>())));
    List<Grant> read = new ArrayList<>();
    for (ResourceType type : List.of(BINDINGS, CLUSTER_BINDINGS)) {
      for (ObjectNode binding : objects.all(type)) {
        JsonNode role = binding.path("roleRef");
        String at = role.path("kind").asText().equals("Role") ? namespace(binding) : "";
        List<Rule> granted = rules.getOrDefault(at + "/" + role.path("name").asText(), List.of());
        read.add(new Grant(namespace(binding), binding.path("subjects"), granted));
      }
    }
    return read;
  }

  /** The rules of a ClusterRole, and of those that it aggregates. */
  private static List<Rule> aggregated(
      JsonNode role, List<ObjectNode> clusterRoles, Set<String> seen) {
    List<Rule> rules = new ArrayList<>(rules(role));
    if (!seen.add(key(role, ""))) {
      return rules;
    }
    for (JsonNode each : role.path("aggregationRule").path("clusterRoleSelectors")) {
      LabelSelector selector = LabelSelector.of(each);
      for (ObjectNode other : clusterRoles) {
        if (selector.matches(other)) {
          rules.addAll(aggregated(other, clusterRoles, seen));
        }
      }
    }
    return rules;
  }

  /**
   * The rules of the role that a binding refers to; empty when there is no such role.
   *
   * @param namespace the binding's
   */
  Optional<List<Rule>> find(JsonNode reference, String namespace) {
    boolean own = reference.path("kind").asText().equals("Role");
    String wanted = (own ? namespace : "") + "/" + reference.path("name").asText();
    List<ObjectNode> all = objects.all(own ? ROLES : CLUSTER_ROLES);
    return all.stream()
        .filter(role -> key(role, namespace(role)).equals(wanted))
        .map(role -> own ? rules(role) : aggregated(role, all, new HashSet<>()))
        .findFirst();
  }

  private static String key(JsonNode role, String namespace) {
    return namespace + "/" + role.path("metadata").path("name").asText();
  }

  private static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("");
  }

  static List<Rule> rules(JsonNode role) {
    List<Rule> rules = new ArrayList<>();
    role.path("rules").forEach(rule -> rules.add(Rule.of(rule)));
    return rules;
  }

  private static ResourceType type(String kind, String plural, boolean namespaced) {
    return new ResourceType(GROUP, "v1", kind, plural, namespaced);
  }
}
