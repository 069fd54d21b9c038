package io.kubevert.client.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JksOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificate and key of a component, as the API server writes them: {@code tls.crt} and {@code
 * tls.key}, the key as PKCS #8. Read with Vert.x's own options, files that cannot be used are not
 * named by the failure.
 */
public final class TlsIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** Kept in memory only, where it protects nothing. */
  private static final String PASSWORD = "identity";

  private TlsIdentity() {}

  /**
   * Reads a component's credentials.
   *
   * @param directory with {@code tls.crt} and {@code tls.key}
   * @throws IOException if they are not there or not what they should be
   */
  public static JksOptions read(Path directory) throws IOException {
    try (InputStream pem = Files.newInputStream(directory.resolve("tls.crt"))) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(pem)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new GeneralSecurityException("tls.crt has no certificate");
      }
      PrivateKey key =
          key(
              chain[0].getPublicKey().getAlgorithm(),
              Files.readString(directory.resolve("tls.key")));
      return store(key, chain);
    } catch (GeneralSecurityException e) {
      throw new IOException("the credentials in " + directory + " cannot be used: " + e, e);
    }
  }

  private static PrivateKey key(String algorithm, String pem) throws GeneralSecurityException {
    Matcher encoded = KEY.matcher(pem);
    if (!encoded.find()) {
      throw new GeneralSecurityException("tls.key has no key as PKCS #8");
    }
    byte[] der =
        Base64.getMimeDecoder().decode(encoded.group(1).getBytes(StandardCharsets.US_ASCII));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /** Of a kind whose encryption costs next to nothing; the bus passes on no key manager. */
  private static JksOptions store(PrivateKey key, Certificate[] chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry("identity", key, PASSWORD.toCharArray(), chain);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD.toCharArray());
    return new JksOptions().setValue(Buffer.buffer(bytes.toByteArray())).setPassword(PASSWORD);
  }
}
