package io.kubevert.client.tls;

/**
 * How dearly this process protects its TLS keys from itself.
 *
 * <p>Vert.x keeps a key in memory in a PKCS #12 store for each name of its certificate, and such a
 * store derives the key that protects it by ten thousand hashes. Nobody writes it anywhere, so that
 * protects nothing, but takes a part of a second of each start, and of each new certificate.
 */
public final class KeysInMemory {
  private static final String HASHES = "keystore.pkcs12.keyPbeIterationCount";

  private KeysInMemory() {}

  /** To be called before the first key is read. A setting that is given to the JVM is left. */
  public static void hashOnce() {
    if (System.getProperty(HASHES) == null) {
      System.setProperty(HASHES, "1");
    }
  }
}
