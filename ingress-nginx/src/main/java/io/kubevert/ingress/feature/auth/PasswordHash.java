package io.kubevert.ingress.feature.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Md5Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** The forms of a password in an htpasswd file that are understood. */
final class PasswordHash {
  private static final String APACHE = "$apr1$";
  private static final String SHA = "{SHA}";
  private static final String SALTED_SHA = "{SSHA}";
  private static final String PLAIN = "{PLAIN}";
  private static final List<String> BCRYPT = List.of("$2a$", "$2b$", "$2y$");
  private static final List<String> CRYPT = List.of("$1$", "$5$", "$6$");
  private static final int SHA_BYTES = 20;

  private PasswordHash() {}

  static boolean isKnown(String hash) {
    return Stream.of(BCRYPT, CRYPT, List.of(APACHE, SHA, SALTED_SHA, PLAIN))
        .flatMap(List::stream)
        .anyMatch(hash::startsWith);
  }

  /**
   * Compares in a time that does not depend on where the two differ. Slow by intention for most
   * forms: not for an event loop.
   */
  static boolean verify(String password, String hash) {
    try {
      if (BCRYPT.stream().anyMatch(hash::startsWith)) {
        return OpenBSDBCrypt.checkPassword(hash, password.toCharArray());
      }
      if (CRYPT.stream().anyMatch(hash::startsWith)) {
        return same(Crypt.crypt(password, hash), hash);
      }
      if (hash.startsWith(APACHE)) {
        return same(Md5Crypt.apr1Crypt(password, hash), hash);
      }
      return verifyDigest(password, hash);
    } catch (NoSuchAlgorithmException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean verifyDigest(String password, String hash)
      throws NoSuchAlgorithmException {
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
