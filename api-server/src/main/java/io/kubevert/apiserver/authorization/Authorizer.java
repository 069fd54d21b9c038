package io.kubevert.apiserver.authorization;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Reason;
import io.kubevert.apiserver.status.Status;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides whether a user may make a request: by the bootstrap roles and the cluster's own. */
public final class Authorizer {
  private static final String NODE_USER = "system:node:";
  private static final Set<String> OF_NODE = Set.of("update", "patch", "delete");

  private final Roles roles;

  public Authorizer(Roles roles) {
    this.roles = roles;
  }

  /** The refusal of a request; empty when it is allowed. */
  public Optional<Status> refusal(User user, RequestInfo request) {
    return allows(user, request) ? Optional.empty() : Optional.of(refused(user, request));
  }

  public boolean allows(User user, RequestInfo request) {
    boolean allowed =
        BootstrapPolicy.rules(user).anyMatch(rule -> rule.allows(request))
            || roles.rules(user, request.namespace()).stream()
                .anyMatch(rule -> rule.allows(request));
    return allowed && !touchesOtherNode(user, request);
  }

  /**
   * Everything that a user may do.
   *
   * @param namespace where
   */
  public List<Rule> rules(User user, String namespace) {
    return Stream.concat(BootstrapPolicy.rules(user), roles.rules(user, namespace).stream())
        .distinct()
        .toList();
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
