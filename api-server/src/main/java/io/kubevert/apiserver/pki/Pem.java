package io.kubevert.apiserver.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as PEM files. A file is written whole or not at all. */
final class Pem {
  private Pem() {}

  /** A private key as PKCS#8. */
  static String of(PrivateKey key) throws IOException {
    return text("PRIVATE KEY", key.getEncoded());
  }

  static String of(X509CertificateHolder certificate) throws IOException {
    return text("CERTIFICATE", certificate.getEncoded());
  }

  static PrivateKey readKey(Path file) throws IOException {
    return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) read(file));
  }

  static X509CertificateHolder readCertificate(Path file) throws IOException {
    return (X509CertificateHolder) read(file);
  }

  /** Writes a file that everybody may read. */
  static void writePublic(Path file, String text) throws IOException {
    write(file, text, "rw-r--r--");
  }

  /** Writes a file that its owner alone may read. */
  static void writeSecret(Path file, String text) throws IOException {
    write(file, text, "rw-------");
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Path whole =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, text);
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString(permissions));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Object read(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      Object object = parser.readObject();
      if (object == null) {
        throw new IOException(file + " holds no PEM block; delete it to have it made again");
      }
      return object;
    }
  }

  private static String text(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }
}
