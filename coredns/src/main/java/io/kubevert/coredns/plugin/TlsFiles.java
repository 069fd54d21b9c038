package io.kubevert.coredns.plugin;

import io.kubevert.coredns.corefile.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Certificates and keys that a Corefile names, read when it is, so that what is wrong with them is
 * told with the word that names them.
 *
 * @param directory where relative paths start
 */
public record TlsFiles(Path directory) {
  private static final String BEGIN = "-----BEGIN ";

  public PemKeyCertOptions identity(Token certificate, Token key) {
    return new PemKeyCertOptions()
        .setCertValue(read(certificate, "CERTIFICATE"))
        .setKeyValue(read(key, "PRIVATE KEY"));
  }

  public PemTrustOptions authorities(Token file) {
    return new PemTrustOptions().addCertValue(read(file, "CERTIFICATE"));
  }

  private Buffer read(Token file, String what) {
    String text;
    try {
      text = Files.readString(directory.resolve(file.text()));
    } catch (IOException e) {
      throw file.fault("cannot be read: " + e);
    }
    if (!text.contains(BEGIN) || !text.contains(what + "-----")) {
      throw file.fault("holds no " + what + " in PEM form");
    }
    return Buffer.buffer(text);
  }
}
