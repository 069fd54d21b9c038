package io.kubevert.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens.Known;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Who somebody is. */
final class IdentityReviews {
  private final Authenticator authenticator;
  private final ServiceAccountTokens tokens;

  IdentityReviews(Authenticator authenticator, ServiceAccountTokens tokens) {
    this.authenticator = authenticator;
    this.tokens = tokens;
  }

  /** The status of a SelfSubjectReview. */
  ObjectNode own(User user) {
    ObjectNode status = Json.object();
    status.set("userInfo", describe(user));
    return status;
  }

  /** The status of a TokenReview. */
  ObjectNode ofToken(JsonNode review) {
    String token = review.path("spec").path("token").asText("");
    if (token.isEmpty()) {
      throw new StatusException(
          Statuses.badRequest("token is required for TokenReview in authentication"));
    }
    Set<String> audiences = new LinkedHashSet<>();
    review.path("spec").path("audiences").forEach(each -> audiences.add(each.asText()));
    if (audiences.isEmpty()) {
      audiences.add(ServiceAccountTokens.ISSUER);
    }
    Optional<Known> known =
        authenticator
            .component(token)
            .map(user -> new Known(user, audiences))
            .or(() -> tokens.authenticate(token, audiences));
    ObjectNode status = Json.object().put("authenticated", known.isPresent());
    known.ifPresentOrElse(
        found -> {
          status.set("user", describe(found.user()));
          found.audiences().forEach(status.putArray("audiences")::add);
        },
        () -> status.put("error", "the token is not one of this cluster's, or is over"));
    return status;
  }

  private static ObjectNode describe(User user) {
    ObjectNode described = Json.object().put("username", user.name());
    if (!user.uid().isEmpty()) {
      described.put("uid", user.uid());
    }
    user.groups().forEach(described.putArray("groups")::add);
    if (!user.extra().isEmpty()) {
      described.set("extra", Json.tree(user.extra()));
    }
    return described;
  }
}
