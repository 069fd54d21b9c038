package io.kubevert.apiserver.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** Answers reviews of authentication and authorization. Belongs to the authorizer's context. */
public final class Reviews {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";

  /** The resources that reviews are created in. */
  public static final List<ResourceType> TYPES =
      List.of(
          type(AUTHENTICATION, "SelfSubjectReview", false),
          type(AUTHENTICATION, "TokenReview", false),
          type(AUTHORIZATION, "LocalSubjectAccessReview", true),
          type(AUTHORIZATION, "SelfSubjectAccessReview", false),
          type(AUTHORIZATION, "SelfSubjectRulesReview", false),
          type(AUTHORIZATION, "SubjectAccessReview", false));

  private final IdentityReviews identities;
  private final AccessReviews accesses;

  public Reviews(Authenticator authenticator, ServiceAccountTokens tokens, Authorizer authorizer) {
    this.identities = new IdentityReviews(authenticator, tokens);
    this.accesses = new AccessReviews(authorizer);
  }

  /** Whether a request is about a review. */
  public static boolean isReview(RequestInfo info) {
    return find(info).isPresent();
  }

  /**
   * The review with its status.
   *
   * @param review changed in place
   * @throws StatusException if the review is incomplete, or the verb is not create
   */
  public ObjectNode answer(User user, RequestInfo info, ObjectNode review) {
    ResourceType type = find(info).orElseThrow(() -> new StatusException(Statuses.noSuchPath()));
    if (!info.verb().equals("create") || !info.name().isEmpty()) {
      throw new StatusException(Statuses.methodNotAllowed());
    }
    review.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode status =
        switch (type.plural()) {
          case "selfsubjectreviews" -> identities.own(user);
          case "tokenreviews" -> identities.ofToken(review);
          case "selfsubjectaccessreviews" -> accesses.access(user, review);
          case "selfsubjectrulesreviews" -> accesses.rules(user, review);
          case "subjectaccessreviews" -> accesses.accessOfSubject(review, "");
          case "localsubjectaccessreviews" -> accesses.accessOfSubject(review, info.namespace());
          default -> throw new StatusException(Statuses.noSuchPath());
        };
    review.set("status", status);
    return review;
  }

  private static Optional<ResourceType> find(RequestInfo info) {
    return TYPES.stream()
        .filter(type -> type.group().equals(info.group()))
        .filter(type -> type.version().equals(info.version()))
        .filter(type -> type.plural().equals(info.resource()))
        .findFirst();
  }

  private static ResourceType type(String group, String kind, boolean namespaced) {
    String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
    return new ResourceType(group, "v1", kind, plural, namespaced);
  }
}
