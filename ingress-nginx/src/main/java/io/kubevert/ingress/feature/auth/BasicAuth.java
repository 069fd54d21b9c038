package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.feature.access.Decision;
import io.kubevert.ingress.feature.access.Guard;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code auth-type: basic} (RFC 7617): who is not in the Secret is answered 401. */
final class BasicAuth implements Guard {
  private static final int UNAUTHORIZED = 401;
  private static final String SCHEME = "basic ";

  private final Map<String, String> hashes;
  private final String realm;
  private final Verified verified = new Verified(new SecureRandom());

  /**
   * @param hashes of passwords, by user
   */
  BasicAuth(Map<String, String> hashes, String realm) {
    this.hashes = Map.copyOf(hashes);
    this.realm = realm;
  }

  /** The users whose password is hashed in a way that is understood. */
  static Map<String, String> usable(Annotations annotations, Map<String, String> users) {
    Map<String, String> known = new HashMap<>();
    users.forEach(
        (user, hash) -> {
          if (PasswordHash.isKnown(hash)) {
            known.put(user, hash);
          } else {
            annotations.problem(
                "UnsupportedHash",
                "auth-secret",
                "the password of user "
                    + user
                    + " is hashed in an unknown way; make it with htpasswd -m");
          }
        });
    return known;
  }

  @Override
  public Future<Decision> decide(Exchange exchange) {
    String header = exchange.request().getHeader("authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return challenge();
    }
    Optional<String> known = verified.user(header);
    if (known.isPresent()) {
      exchange.authenticated(known.get());
      return ADMITTED;
    }
    return exchange
        .worker()
        .vertx()
        .executeBlocking(() -> user(header), false)
        .compose(
            user -> {
              user.ifPresent(exchange::authenticated);
              user.ifPresent(name -> verified.add(header, name));
              return user.isPresent() ? ADMITTED : challenge();
            });
  }

  private Future<Decision> challenge() {
    return Future.succeededFuture(
        new Decision.Refused(
            UNAUTHORIZED, Map.of("WWW-Authenticate", "Basic realm=\"" + realm + "\"")));
  }

  private Optional<String> user(String header) {
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      String credentials = new String(decoded, StandardCharsets.UTF_8);
      int colon = credentials.indexOf(':');
      String user = credentials.substring(0, Math.max(0, colon));
      String hash = hashes.get(user);
      return hash != null && PasswordHash.verify(credentials.substring(colon + 1), hash)
          ? Optional.of(user)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Not the hashes. */
  @Override
  public String toString() {
    return "BasicAuth[" + realm + "]";
  }
}
