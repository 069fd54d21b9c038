package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.watch.Secret;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code auth-type: basic} with {@code auth-secret}, {@code auth-secret-type} and {@code
 * auth-realm} (RFC 7617): who is not in the Secret is answered 401. While the Secret cannot be
 * used, everybody is answered 503.
 */
public final class BasicAuth implements Filter {
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;
  private static final String SCHEME = "basic ";

  private final Map<String, String> hashes;
  private final String realm;

  private enum Type {
    BASIC,
    DIGEST
  }

  private enum SecretType {
    AUTH_FILE,
    AUTH_MAP
  }

  private BasicAuth(Map<String, String> hashes, String realm) {
    this.hashes = Map.copyOf(hashes);
    this.realm = realm;
  }

  public static Optional<Filter> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    if (annotations.text("auth-type").isEmpty()) {
      return Optional.empty();
    }
    if (annotations.choice("auth-type", Type.class, Type.DIGEST) == Type.DIGEST) {
      annotations.problem(
          "UnsupportedAnnotation",
          "auth-type",
          "annotation auth-type: only basic is served; requests are answered 503");
      return Optional.of(new Closed());
    }
    Optional<Secret> secret =
        annotations.text("auth-secret").flatMap(name -> scope.secret("auth-secret", name));
    Map<String, String> hashes = secret.map(known -> hashes(annotations, known)).orElse(Map.of());
    if (hashes.isEmpty()) {
      annotations.problem(
          "SecretUnusable",
          "auth-secret",
          "annotation auth-secret: there is no such Secret with users in it; requests are"
              + " answered 503");
      return Optional.of(new Closed());
    }
    String realm = annotations.headerText("auth-realm").orElse("").replace("\"", "");
    return Optional.of(new BasicAuth(hashes, realm));
  }

  private static Map<String, String> hashes(Annotations annotations, Secret secret) {
    Map<String, String> entries = new HashMap<>();
    SecretType type =
        annotations.choice("auth-secret-type", SecretType.class, SecretType.AUTH_FILE);
    if (type == SecretType.AUTH_MAP) {
      secret.data().forEach((user, hash) -> entries.put(user, text(hash).strip()));
    } else {
      for (String line : text(secret.data().getOrDefault("auth", new byte[0])).split("\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          entries.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    entries
        .entrySet()
        .removeIf(
            entry -> {
              boolean unknown = !PasswordHash.isKnown(entry.getValue());
              if (unknown) {
                annotations.problem(
                    "UnsupportedHash",
                    "auth-secret",
                    "the password of user "
                        + entry.getKey()
                        + " is hashed in an unknown way; make it with htpasswd -m");
              }
              return unknown;
            });
    return entries;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    if (isKnown(exchange.request().getHeader("authorization"))) {
      return PASS;
    }
    exchange.response().putHeader("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
    return exchange.answer(UNAUTHORIZED);
  }

  private boolean isKnown(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    try {
      String encoded = header.substring(SCHEME.length()).strip();
      String credentials = text(Base64.getDecoder().decode(encoded));
      int colon = credentials.indexOf(':');
      String hash = colon < 0 ? null : hashes.get(credentials.substring(0, colon));
      return hash != null && PasswordHash.verify(credentials.substring(colon + 1), hash);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Not the hashes. */
  @Override
  public String toString() {
    return "BasicAuth[" + realm + "]";
  }

  /** Lets nobody in: what should be guarded and cannot be is closed. */
  record Closed() implements Filter {
    @Override
    public Future<Verdict> apply(Exchange exchange) {
      return exchange.answer(UNAVAILABLE);
    }
  }
}
