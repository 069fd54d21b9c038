package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.feature.access.Decision;
import io.kubevert.ingress.feature.access.Guard;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code auth-type: digest} (RFC 7616) with MD5 and {@code qop=auth}, as what {@code htdigest}
 * writes allows for: the Secret holds {@code user:realm:hash}.
 */
final class DigestAuth implements Guard {
  private static final int UNAUTHORIZED = 401;
  private static final String SCHEME = "digest ";

  private final Map<String, String> secrets;
  private final String realm;
  private final Nonces nonces = new Nonces(System::nanoTime);

  /**
   * @param secrets the hash of user, realm and password, by user
   */
  DigestAuth(Map<String, String> secrets, String realm) {
    this.secrets = Map.copyOf(secrets);
    this.realm = realm;
  }

  /** The users of this realm. */
  static Map<String, String> usable(
      Annotations annotations, Map<String, String> users, String realm) {
    Map<String, String> known = new HashMap<>();
    users.forEach(
        (user, entry) -> {
          int colon = entry.lastIndexOf(':');
          String hash = entry.substring(colon + 1);
          boolean ofRealm = colon < 0 || entry.substring(0, colon).equals(realm);
          if (ofRealm && hash.matches("[0-9a-fA-F]{32}")) {
            known.put(user, hash.toLowerCase(Locale.ROOT));
          } else {
            annotations.problem(
                "UnsupportedHash",
                "auth-secret",
                "user "
                    + user
                    + " has no digest for realm \""
                    + realm
                    + "\"; make it with htdigest");
          }
        });
    return known;
  }

  @Override
  public Future<Decision> decide(Exchange exchange) {
    String header = exchange.request().getHeader("authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return challenge(false);
    }
    Map<String, String> sent = DigestParameters.parse(header.substring(SCHEME.length()));
    if (!isProof(sent, exchange)) {
      return challenge(false);
    }
    if (!nonces.take(sent.get("nonce"), sent.get("nc"))) {
      return challenge(true);
    }
    exchange.authenticated(sent.get("username"));
    return ADMITTED;
  }

  private boolean isProof(Map<String, String> sent, Exchange exchange) {
    String secret = secrets.get(sent.getOrDefault("username", ""));
    boolean complete =
        sent.keySet().containsAll(Set.of("nonce", "nc", "cnonce", "uri", "response", "qop"));
    if (secret == null
        || !complete
        || !sent.get("qop").equals("auth")
        || !sent.get("uri").equals(exchange.request().uri())) {
      return false;
    }
    String asked = md5(exchange.request().method().name() + ":" + sent.get("uri"));
    String expected =
        md5(
            String.join(
                ":",
                secret,
                sent.get("nonce"),
                sent.get("nc"),
                sent.get("cnonce"),
                sent.get("qop"),
                asked));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        sent.get("response").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
  }

  private Future<Decision> challenge(boolean stale) {
    String text =
        "Digest realm=\""
            + realm
            + "\", qop=\"auth\", algorithm=MD5, nonce=\""
            + nonces.create()
            + "\""
            + (stale ? ", stale=true" : "");
    return Future.succeededFuture(
        new Decision.Refused(UNAUTHORIZED, Map.of("WWW-Authenticate", text)));
  }

  private static String md5(String text) {
    try {
      byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no MD5, which digest authentication needs", e);
    }
  }

  /** Not the hashes. */
  @Override
  public String toString() {
    return "DigestAuth[" + realm + "]";
  }
}
