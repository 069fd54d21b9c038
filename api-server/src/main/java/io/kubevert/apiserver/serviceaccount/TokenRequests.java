package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Makes the tokens that {@code serviceaccounts/token} is asked for. */
public final class TokenRequests {
  private static final ResourceType TYPE =
      new ResourceType("authentication.k8s.io", "v1", "TokenRequest", "tokenrequests", true);
  private static final long DEFAULT_SECONDS = 3_600;
  private static final long LEAST_SECONDS = 600;
  private static final long MOST_SECONDS = 1L << 32;

  private final SigningKey key;
  private final KnownObjects objects;
  private final InstantSource clock;

  TokenRequests(SigningKey key, KnownObjects objects, InstantSource clock) {
    this.key = key;
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * The request with its token.
   *
   * @param user who asks; a node is given tokens for its own pods alone
   * @param request changed in place
   * @throws StatusException if there is no such account, or the token cannot be bound as asked
   */
  public ObjectNode answer(User user, ObjectKey account, ObjectNode request) {
    ObjectNode object =
        objects
            .find(ResourceTypes.SERVICE_ACCOUNTS, account)
            .orElseThrow(
                () ->
                    new StatusException(
                        Statuses.notFound(ResourceTypes.SERVICE_ACCOUNTS, account.name())));
    ObjectNode spec = request.withObject("/spec");
    setDefaults(spec);
    validate(account, spec);
    Optional<BoundObject> bound = BoundObject.of(spec.path("boundObjectRef"), account, objects);
    BoundObject.admit(user, bound, account);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plusSeconds(spec.path("expirationSeconds").asLong());
    ObjectNode claims = claims(account, now, end);
    claims.set("aud", spec.path("audiences"));
    ObjectNode own = claims.putObject(ServiceAccountTokens.PRIVATE);
    own.put("namespace", account.namespace());
    Binding.ACCOUNT.put(own, object);
    bound.ifPresent(one -> one.put(own, objects));
    request.put("kind", TYPE.kind()).put("apiVersion", TYPE.apiVersion());
    request
        .putObject("metadata")
        .put("name", account.name())
        .put("namespace", account.namespace())
        .put("creationTimestamp", now.toString());
    request
        .putObject("status")
        .put("token", JsonWebToken.encode(claims, key))
        .put("expirationTimestamp", end.toString());
    return request;
  }

  private static ObjectNode claims(ObjectKey account, Instant now, Instant end) {
    return ServiceAccountTokens.claims()
        .put("sub", ServiceAccountTokens.user(account.namespace(), account.name()))
        .put("iat", now.getEpochSecond())
        .put("nbf", now.getEpochSecond())
        .put("exp", end.getEpochSecond())
        .put("jti", UUID.randomUUID().toString());
  }

  private static void setDefaults(ObjectNode spec) {
    if (spec.path("audiences").isEmpty()) {
      spec.putArray("audiences").add(ServiceAccountTokens.ISSUER);
    }
    if (!spec.hasNonNull("expirationSeconds")) {
      spec.put("expirationSeconds", DEFAULT_SECONDS);
    }
  }

  private static void validate(ObjectKey account, JsonNode spec) {
    FieldErrors errors = new FieldErrors();
    long seconds = spec.path("expirationSeconds").asLong();
    if (seconds < LEAST_SECONDS) {
      errors.invalid(
          "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > MOST_SECONDS) {
      errors.invalid(
          "spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalid(TYPE, account.name(), errors));
    }
  }
}
