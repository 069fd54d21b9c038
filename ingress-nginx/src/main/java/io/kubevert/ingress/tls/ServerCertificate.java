package io.kubevert.ingress.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its chain and key.
 *
 * @param id the SHA-256 of its chain; of a chain of one, its fingerprint
 */
public record ServerCertificate(String id, List<X509Certificate> chain, PrivateKey key) {
  private static final int DNS_NAME = 2;
  private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

  /** RFC 7468, 10. */
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final byte[] PROBE = {1, 2, 3};

  /**
   * Makes one of a key and its chain.
   *
   * @throws GeneralSecurityException if the key is not that of the first certificate
   */
  static ServerCertificate of(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    X509Certificate leaf = chain.getFirst();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] proof = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(PROBE);
    if (!signature.verify(proof)) {
      throw new GeneralSecurityException("tls.key is not the key of the certificate in tls.crt");
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (X509Certificate each : chain) {
      digest.update(each.getEncoded());
    }
    String id = HexFormat.of().formatHex(digest.digest());
    return new ServerCertificate(id, List.copyOf(chain), key);
  }

  /**
   * Reads what a Secret of type {@code kubernetes.io/tls} holds.
   *
   * @throws GeneralSecurityException if that is no certificate with its key; the message says why
   */
  public static ServerCertificate parse(Vertx vertx, byte[] certificates, byte[] key)
      throws GeneralSecurityException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(certificates))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("tls.crt holds no certificate");
    }
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    Matcher pkcs8 = PKCS8.matcher(new String(key, StandardCharsets.US_ASCII));
    return of(
        chain,
        pkcs8.find() && ALGORITHMS.contains(algorithm)
            ? privateKey(algorithm, pkcs8.group(1))
            : privateKey(vertx, chain.getFirst(), certificates, key));
  }

  /** Nearly all keys are written so; a key store would encrypt them first, for milliseconds. */
  private static PrivateKey privateKey(String algorithm, String pkcs8)
      throws GeneralSecurityException {
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pkcs8);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      throw new GeneralSecurityException(
          "tls.key cannot be read as an " + algorithm + " key: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(
      Vertx vertx, Certificate leaf, byte[] certificates, byte[] key)
      throws GeneralSecurityException {
    PemKeyCertOptions pem =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificates))
            .addKeyValue(Buffer.buffer(key));
    try {
      for (KeyManager candidate : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (candidate instanceof X509KeyManager keys) {
          String[] aliases = keys.getServerAliases(leaf.getPublicKey().getAlgorithm(), null);
          if (aliases != null) {
            return keys.getPrivateKey(aliases[0]);
          }
        }
      }
    } catch (Exception e) {
      throw new GeneralSecurityException("tls.key cannot be read: " + e.getMessage(), e);
    }
    throw new GeneralSecurityException("tls.key is of another kind than the certificate");
  }

  /** Whether clients that ask for a host, or for a wildcard, would accept it. */
  public boolean covers(String host) {
    return names().stream().anyMatch(name -> matches(name, host));
  }

  /** The DNS names that it stands for, in lower case. */
  public List<String> names() {
    try {
      Collection<List<?>> names = chain.getFirst().getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME))
              .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
              .toList();
    } catch (GeneralSecurityException e) {
      return List.of();
    }
  }

  private static boolean matches(String name, String host) {
    return name.equals(host)
        || (name.startsWith("*.")
            && host.indexOf('.') > 0
            && name.substring(1).equals(host.substring(host.indexOf('.'))));
  }

  /** Not the key: it does not belong in a log. */
  @Override
  public String toString() {
    return "ServerCertificate[" + id + ", " + names() + "]";
  }
}
