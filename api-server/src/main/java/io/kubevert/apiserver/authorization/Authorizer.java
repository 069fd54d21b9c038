package io.kubevert.apiserver.authorization;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Reason;
import io.kubevert.apiserver.status.Status;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides whether a user may make a request: a pure function of both. */
public final class Authorizer {
  private static final String NODE_USER = "system:node:";
  private static final Set<String> OF_NODE = Set.of("update", "patch", "delete");

  /** The refusal of a request; empty when it is allowed. */
  public Optional<Status> refusal(User user, RequestInfo request) {
    boolean allowed =
        anyAllows(BootstrapPolicy.PUBLIC, request)
            || anyAllows(BootstrapPolicy.BY_USER.getOrDefault(user.name(), List.of()), request)
            || user.groups().stream()
                .map(group -> BootstrapPolicy.BY_GROUP.getOrDefault(group, List.of()))
                .anyMatch(rules -> anyAllows(rules, request));
    return allowed && !touchesOtherNode(user, request)
        ? Optional.empty()
        : Optional.of(refused(user, request));
  }

  private static boolean anyAllows(List<Rule> rules, RequestInfo request) {
    return rules.stream().anyMatch(rule -> rule.allows(request));
  }

  /** A node writes no other node's object. */
  private static boolean touchesOtherNode(User user, RequestInfo request) {
    return user.isIn("system:nodes")
        && request.resource().equals("nodes")
        && OF_NODE.contains(request.verb())
        && !user.name().equals(NODE_USER + request.name());
  }

  private static Status refused(User user, RequestInfo request) {
    if (!request.resourceRequest()) {
      String why =
          "User \"%s\" cannot %s path \"%s\""
              .formatted(user.name(), request.verb(), request.path());
      return new Status(
          Reason.FORBIDDEN, "forbidden: " + why, new Status.Details("", "", "", List.of(), 0, ""));
    }
    ResourceType type =
        new ResourceType(
            request.group(), request.version(), request.resource(), request.resource(), true);
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    String scope =
        request.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + request.namespace() + "\"";
    String why =
        "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
            .formatted(user.name(), request.verb(), resource, request.group(), scope);
    return io.kubevert.apiserver.status.Statuses.forbidden(type, request.name(), why);
  }
}
