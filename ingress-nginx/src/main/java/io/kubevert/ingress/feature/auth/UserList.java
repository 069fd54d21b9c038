package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.watch.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The users in a Secret: lines in its key {@code auth}, or a key for each user. */
final class UserList {
  private enum SecretType {
    AUTH_FILE,
    AUTH_MAP
  }

  private UserList() {}

  /** What the Secret says of each user, after the name and its colon. */
  static Map<String, String> read(Annotations annotations, Secret secret) {
    Map<String, String> entries = new HashMap<>();
    SecretType type =
        annotations.choice("auth-secret-type", SecretType.class, SecretType.AUTH_FILE);
    if (type == SecretType.AUTH_MAP) {
      secret.data().forEach((user, entry) -> entries.put(user, text(entry).strip()));
    } else {
      for (String line : text(secret.data().getOrDefault("auth", new byte[0])).split("\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          entries.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return entries;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
