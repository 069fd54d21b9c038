package io.kubevert.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import java.util.Optional;

/** Who somebody is. */
final class IdentityReviews {
  private final Authenticator authenticator;

  IdentityReviews(Authenticator authenticator) {
    this.authenticator = authenticator;
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
    Optional<User> user = authenticator.byHeader("Bearer " + token);
    ObjectNode status = Json.object().put("authenticated", user.isPresent());
    user.ifPresentOrElse(
        known -> status.set("user", describe(known)),
        () -> status.put("error", "the token is not one of this cluster's"));
    return status;
  }

  private static ObjectNode describe(User user) {
    ObjectNode described = Json.object().put("username", user.name());
    user.groups().forEach(described.putArray("groups")::add);
    return described;
  }
}
