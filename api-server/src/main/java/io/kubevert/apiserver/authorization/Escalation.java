package io.kubevert.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/**
 * Keeps users from giving themselves, or others, rights that they do not have: whoever writes a
 * role must have all of its rights, or the verb {@code escalate} on it; whoever binds one must have
 * them, too, or the verb {@code bind} on it.
 */
public final class Escalation {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private final Authorizer authorizer;
  private final Roles roles;

  public Escalation(Authorizer authorizer, Roles roles) {
    this.authorizer = authorizer;
    this.roles = roles;
  }

  /**
   * @param old the object as stored; null on create
   * @throws StatusException if the object gives more than the user has
   */
  public void admit(User user, ResourceDefinition definition, ObjectNode object, ObjectNode old) {
    ResourceType type = definition.type();
    if (!type.group().equals(GROUP)) {
      return;
    }
    switch (type.plural()) {
      case "roles", "clusterroles" -> admitRole(user, type, object, old);
      case "rolebindings", "clusterrolebindings" -> admitBinding(user, type, object, old);
      default -> {}
    }
  }

  private void admitRole(User user, ResourceType type, JsonNode role, JsonNode old) {
    boolean same =
        old != null
            && role.path("rules").equals(old.path("rules"))
            && role.path("aggregationRule").equals(old.path("aggregationRule"));
    if (same || may(user, "escalate", type.plural(), role, name(role))) {
      return;
    }
    // What will be aggregated nobody knows.
    List<Rule> wanted =
        role.path("aggregationRule").isObject() ? Rule.everything() : Roles.rules(role);
    require(user, type, role, wanted);
  }

  private void admitBinding(User user, ResourceType type, JsonNode binding, JsonNode old) {
    JsonNode reference = binding.path("roleRef");
    boolean same =
        old != null
            && reference.equals(old.path("roleRef"))
            && binding.path("subjects").equals(old.path("subjects"));
    String plural = reference.path("kind").asText().equals("Role") ? "roles" : "clusterroles";
    String name = reference.path("name").asText();
    if (same || may(user, "bind", plural, binding, name)) {
      return;
    }
    ResourceType role = new ResourceType(GROUP, "v1", "Role", plural, true);
    List<Rule> wanted =
        roles
            .find(reference, namespace(binding))
            .orElseThrow(() -> new StatusException(Statuses.notFound(role, name)));
    require(user, type, binding, wanted);
  }

  private boolean may(User user, String verb, String plural, JsonNode object, String name) {
    return authorizer.allows(
        user, new RequestInfo(true, verb, GROUP, "v1", namespace(object), plural, name, "", ""));
  }

  private void require(User user, ResourceType type, JsonNode object, List<Rule> wanted) {
    List<Rule> held = authorizer.rules(user, namespace(object));
    List<String> missing =
        wanted.stream()
            .flatMap(Rule::parts)
            .filter(part -> held.stream().noneMatch(rule -> rule.covers(part)))
            .map(Rule::describe)
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      String why =
          "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
              .formatted(user.name(), quoted(user.groups()), String.join("\n", missing));
      throw new StatusException(Statuses.forbidden(type, name(object), why));
    }
  }

  private static String quoted(List<String> groups) {
    return groups.isEmpty() ? "[]" : "[\"" + String.join("\" \"", groups) + "\"]";
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  private static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("");
  }
}
