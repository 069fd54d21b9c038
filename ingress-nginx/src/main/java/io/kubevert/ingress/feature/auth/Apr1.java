package io.kubevert.ingress.feature.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Apache's variant of MD5-crypt, {@code $apr1$}: what {@code htpasswd} writes by default. */
final class Apr1 {
  static final String PREFIX = "$apr1$";
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ROUNDS = 1000;
  private static final int MOST_SALT = 8;

  private Apr1() {}

  /**
   * Hashes a password.
   *
   * @param salt up to eight characters
   * @return the whole entry, prefix and salt included
   */
  static String hash(String password, String salt) throws NoSuchAlgorithmException {
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    String used = salt.substring(0, Math.min(MOST_SALT, salt.length()));
    byte[] seasoning = used.getBytes(StandardCharsets.UTF_8);
    byte[] sum = first(secret, seasoning);
    for (int round = 0; round < ROUNDS; round++) {
      sum = next(round, sum, secret, seasoning);
    }
    return PREFIX + used + "$" + encode(sum);
  }

  private static byte[] first(byte[] secret, byte[] salt) throws NoSuchAlgorithmException {
    MessageDigest inner = MessageDigest.getInstance("MD5");
    inner.update(secret);
    inner.update(salt);
    byte[] mixed = inner.digest(secret);
    MessageDigest outer = MessageDigest.getInstance("MD5");
    outer.update(secret);
    outer.update(PREFIX.getBytes(StandardCharsets.UTF_8));
    outer.update(salt);
    for (int left = secret.length; left > 0; left -= mixed.length) {
      outer.update(mixed, 0, Math.min(mixed.length, left));
    }
    for (int bits = secret.length; bits > 0; bits >>= 1) {
      outer.update((bits & 1) == 1 ? 0 : secret[0]);
    }
    return outer.digest();
  }

  private static byte[] next(int round, byte[] sum, byte[] secret, byte[] salt)
      throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("MD5");
    boolean odd = (round & 1) == 1;
    digest.update(odd ? secret : sum);
    if (round % 3 != 0) {
      digest.update(salt);
    }
    if (round % 7 != 0) {
      digest.update(secret);
    }
    digest.update(odd ? sum : secret);
    return digest.digest();
  }

  private static String encode(byte[] sum) {
    StringBuilder text = new StringBuilder(22);
    for (int i = 0; i < 5; i++) {
      int last = i == 4 ? 5 : i + 12;
      append(text, sum[i] & 0xff, sum[i + 6] & 0xff, sum[last] & 0xff, 4);
    }
    append(text, 0, 0, sum[11] & 0xff, 2);
    return text.toString();
  }

  private static void append(StringBuilder text, int high, int middle, int low, int letters) {
    int bits = high << 16 | middle << 8 | low;
    for (int i = 0; i < letters; i++) {
      text.append(ALPHABET.charAt(bits & 0x3f));
      bits >>= 6;
    }
  }
}
