package io.kubevert.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.authentication.User;
import java.util.List;

/**
 * The rules that a RoleBinding or a ClusterRoleBinding gives to somebody.
 *
 * @param namespace where they hold; empty for the whole cluster
 * @param subjects who has them, as the binding names them
 */
record Grant(String namespace, JsonNode subjects, List<Rule> rules) {
  private static final String ACCOUNT = "system:serviceaccount:";

  boolean holdsIn(String asked) {
    return namespace.isEmpty() || namespace.equals(asked);
  }

  boolean isTo(User user) {
    for (JsonNode subject : subjects) {
      String name = subject.path("name").asText();
      boolean meant =
          switch (subject.path("kind").asText()) {
            case "User" -> user.name().equals(name);
            case "Group" -> user.isIn(name);
            case "ServiceAccount" ->
                user.name().equals(ACCOUNT + subject.path("namespace").asText() + ":" + name);
            default -> false;
          };
      if (meant) {
        return true;
      }
    }
    return false;
  }
}
