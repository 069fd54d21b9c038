package io.kubevert.ingress.feature.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials that were found to be right, so that a slow hash is worked out once for each client
 * and not for each request. Kept as a keyed hash of the header; of very many the ones used longest
 * ago are forgotten. Safe for use by several event loops.
 */
final class Verified {
  private static final int MOST = 10_000;
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final Map<String, String> users =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  Verified(SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  Optional<String> user(String header) {
    String fingerprint = fingerprint(header);
    synchronized (users) {
      return Optional.ofNullable(users.get(fingerprint));
    }
  }

  void add(String header, String user) {
    String fingerprint = fingerprint(header);
    synchronized (users) {
      users.put(fingerprint, user);
    }
  }

  private String fingerprint(String header) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(header.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
    }
  }
}
