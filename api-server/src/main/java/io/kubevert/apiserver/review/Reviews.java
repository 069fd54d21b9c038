package io.kubevert.apiserver.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Answers reviews of authentication and authorization. Belongs to the authorizer's context. */
public final class Reviews {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";

  /** The resources that reviews are created in. */
  public static final List<ResourceDefinition> DEFINITIONS =
      List.of(
          definition(AUTHENTICATION, SelfSubjectReview.class, false),
          definition(AUTHENTICATION, TokenReview.class, false),
          definition(AUTHORIZATION, LocalSubjectAccessReview.class, true),
          definition(AUTHORIZATION, SelfSubjectAccessReview.class, false),
          definition(AUTHORIZATION, SelfSubjectRulesReview.class, false),
          definition(AUTHORIZATION, SubjectAccessReview.class, false));

  private final IdentityReviews identities;
  private final AccessReviews accesses;

  public Reviews(Authenticator authenticator, ServiceAccountTokens tokens, Authorizer authorizer) {
    this.identities = new IdentityReviews(authenticator, tokens);
    this.accesses = new AccessReviews(authorizer);
  }

  /** The resource of a request that is about a review. */
  public static Optional<ResourceDefinition> find(RequestInfo info) {
    return DEFINITIONS.stream()
        .filter(definition -> definition.type().group().equals(info.group()))
        .filter(definition -> definition.type().version().equals(info.version()))
        .filter(definition -> definition.type().plural().equals(info.resource()))
        .findFirst();
  }

  /**
   * The review with its status.
   *
   * @param review changed in place
   * @throws StatusException if the review is incomplete
   */
  public ObjectNode answer(User user, RequestInfo info, ObjectNode review) {
    ObjectNode status =
        switch (info.resource()) {
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

  private static ResourceDefinition definition(String group, Class<?> model, boolean namespaced) {
    String kind = model.getSimpleName();
    String singular = kind.toLowerCase(Locale.ROOT);
    ResourceType type = new ResourceType(group, "v1", kind, singular + "s", namespaced);
    return new ResourceDefinition(
        type, singular, List.of(), List.of(), model, Strategy.PLAIN, List.of(), Set.of());
  }
}
