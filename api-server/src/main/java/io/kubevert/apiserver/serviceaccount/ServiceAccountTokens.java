package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.client.Json;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Knows the tokens of ServiceAccounts, and makes them. Belongs to the registry's context. */
public final class ServiceAccountTokens {
  /** Who signs, and whom tokens are for unless they say otherwise. */
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  /** The claim that has all that is Kubernetes' own. */
  static final String PRIVATE = "kubernetes.io";

  private static final String GROUP = "system:serviceaccounts";
  private static final String EXTRA = "authentication.kubernetes.io/";
  private static final int REMEMBERED = 2_000;

  private final SigningKey key;
  private final KnownObjects objects;
  private final InstantSource clock;

  /** Signatures take longer to check than all the rest, and a pod comes with the same one. */
  private final Map<String, ObjectNode> signed = new Remembered();

  private static final class Remembered extends LinkedHashMap<String, ObjectNode> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, ObjectNode> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** Whose a token is, and for whom. */
  public record Known(User user, Set<String> audiences) {}

  public ServiceAccountTokens(PrivateKey key, KnownObjects objects, InstantSource clock) {
    this.key = SigningKey.of(key);
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * Whose a token is; empty when it is none, is over, or is for others.
   *
   * @param audiences whom it may be for; it must be for one of them
   */
  public Optional<Known> authenticate(String token, Set<String> audiences) {
    return claims(token)
        .filter(this::isInTime)
        .filter(claims -> claims.path("iss").asText().equals(ISSUER))
        .filter(claims -> isBound(claims.path(PRIVATE)))
        .map(claims -> new Known(user(claims), common(claims.path("aud"), audiences)))
        .filter(known -> !known.audiences().isEmpty());
  }

  /** Answers token requests. */
  public TokenRequests requests() {
    return new TokenRequests(key, objects, clock);
  }

  /** What others check this cluster's tokens by. */
  public IssuerDocuments documents() {
    return new IssuerDocuments(key);
  }

  private Optional<ObjectNode> claims(String token) {
    ObjectNode known = signed.get(token);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ObjectNode> claims = JsonWebToken.decode(token, key);
    claims.ifPresent(good -> signed.put(token, good));
    return claims;
  }

  private boolean isInTime(JsonNode claims) {
    long now = clock.instant().getEpochSecond();
    return claims.path("exp").asLong() > now && claims.path("nbf").asLong() <= now + 1;
  }

  private boolean isBound(JsonNode claims) {
    return claims.has("serviceaccount")
        && Arrays.stream(Binding.values())
            .allMatch(binding -> binding.holds(claims, objects, clock.instant()));
  }

  private static Set<String> common(JsonNode audiences, Set<String> asked) {
    Set<String> common = new LinkedHashSet<>();
    audiences.forEach(audience -> common.add(audience.asText()));
    common.retainAll(asked);
    return common;
  }

  private static User user(JsonNode claims) {
    JsonNode own = claims.path(PRIVATE);
    String namespace = own.path("namespace").asText();
    Map<String, List<String>> extra = new LinkedHashMap<>();
    extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.path("jti").asText()));
    for (Binding binding : List.of(Binding.POD, Binding.NODE)) {
      if (!binding.name(own).isEmpty()) {
        String kind = EXTRA + binding.type().kind().toLowerCase(java.util.Locale.ROOT);
        extra.put(kind + "-name", List.of(binding.name(own)));
        extra.put(kind + "-uid", List.of(binding.uid(own)));
      }
    }
    return User.authenticated(claims.path("sub").asText(), List.of(GROUP, GROUP + ":" + namespace))
        .with(Binding.ACCOUNT.uid(own), extra);
  }

  /** The name that an account is known by as a user. */
  static String user(String namespace, String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }

  static ObjectNode claims() {
    return Json.object().put("iss", ISSUER);
  }
}
