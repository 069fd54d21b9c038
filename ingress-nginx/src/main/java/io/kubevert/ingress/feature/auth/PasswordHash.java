package io.kubevert.ingress.feature.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The forms of a password in an htpasswd file that are understood. */
final class PasswordHash {
  private static final String SHA = "{SHA}";
  private static final String SALTED_SHA = "{SSHA}";
  private static final String PLAIN = "{PLAIN}";
  private static final int SHA_BYTES = 20;

  private PasswordHash() {}

  static boolean isKnown(String hash) {
    return hash.startsWith(Apr1.PREFIX)
        || hash.startsWith(SHA)
        || hash.startsWith(SALTED_SHA)
        || hash.startsWith(PLAIN);
  }

  /** Compares in a time that does not depend on where the two differ. */
  static boolean verify(String password, String hash) {
    try {
      if (hash.startsWith(Apr1.PREFIX)) {
        int end = hash.indexOf('$', Apr1.PREFIX.length());
        return end > 0
            && same(Apr1.hash(password, hash.substring(Apr1.PREFIX.length(), end)), hash);
      }
      if (hash.startsWith(SHA)) {
        return same(sha(password, new byte[0]), hash.substring(SHA.length()));
      }
      if (hash.startsWith(SALTED_SHA)) {
        String encoded = hash.substring(SALTED_SHA.length());
        byte[] bytes = Base64.getDecoder().decode(encoded);
        return bytes.length > SHA_BYTES
            && same(sha(password, Arrays.copyOfRange(bytes, SHA_BYTES, bytes.length)), encoded);
      }
      return hash.startsWith(PLAIN) && same(password, hash.substring(PLAIN.length()));
    } catch (NoSuchAlgorithmException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String sha(String password, byte[] salt) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-1");
    digest.update(password.getBytes(StandardCharsets.UTF_8));
    digest.update(salt);
    byte[] sum = digest.digest();
    byte[] whole = Arrays.copyOf(sum, sum.length + salt.length);
    System.arraycopy(salt, 0, whole, sum.length, salt.length);
    return Base64.getEncoder().encodeToString(whole);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
