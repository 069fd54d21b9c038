package io.kubevert.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An authority and certificates of it, made by openssl: {@code backend} for {@code
 * secure.default.svc} and {@code backend.test}, {@code client} with the common name {@code
 * web-client}, {@code deep}, which another certificate stands between, and {@code stranger}, which
 * nobody vouches for.
 */
final class Pki implements AutoCloseable {
  private final Path directory;

  Pki() {
    try {
      directory = Files.createTempDirectory("ingress-pki");
      selfSigned("authority", "/CN=authority");
      selfSigned("stranger", "/CN=web-client");
      issued("backend", "/CN=backend", "subjectAltName=DNS:secure.default.svc,DNS:backend.test");
      issued("client", "/O=Kubevert/CN=web-client", "extendedKeyUsage=clientAuth");
      issued("intermediate", "/CN=intermediate", "basicConstraints=critical,CA:TRUE");
      issued("deep", "/CN=deep-client", "extendedKeyUsage=clientAuth", "intermediate");
      Files.writeString(file("deep.crt"), pem("deep") + pem("intermediate"));
    } catch (IOException e) {
      throw new UncheckedIOException("openssl is needed: apt-get install openssl", e);
    }
  }

  /**
   * Issues a certificate whose status is told elsewhere.
   *
   * @param responder where its authority answers
   */
  void issue(String name, String host, String responder) {
    try {
      issued(
          name,
          "/CN=" + name,
          "subjectAltName=DNS:" + host + "\nauthorityInfoAccess=OCSP;URI:" + responder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What somebody says of a certificate, as openssl's responder does.
   *
   * @param state {@code -valid} or {@code -revoke}
   * @param signer who says so
   */
  byte[] status(String name, String state, String signer, byte[] question) {
    try {
      Files.write(file("question"), question);
      ca(state, name + ".crt");
      List<String> words =
          List.of(
              "ocsp -index index -CA authority.crt -ndays 1 -reqin question -respout answer"
                  .split(" "));
      List<String> all = new ArrayList<>(words);
      all.addAll(List.of("-rsigner", signer + ".crt", "-rkey", signer + ".key"));
      openssl(all.toArray(String[]::new));
      return Files.readAllBytes(file("answer"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void selfSigned(String name, String subject) throws IOException {
    request(name, subject, "-x509", "-days", "2", "-out", name + ".crt");
  }

  private void issued(String name, String subject, String extension) throws IOException {
    issued(name, subject, extension, "authority");
  }

  private void issued(String name, String subject, String extension, String issuer)
      throws IOException {
    request(name, subject, "-out", name + ".csr");
    Files.writeString(directory.resolve(name + ".ext"), extension);
    openssl(
        "x509",
        "-req",
        "-days",
        "2",
        "-in",
        name + ".csr",
        "-CA",
        issuer + ".crt",
        "-CAkey",
        issuer + ".key",
        "-CAcreateserial",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".crt");
  }

  private void request(String name, String subject, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("req", "-nodes", "-newkey", "ec"));
    arguments.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256", "-subj", subject));
    arguments.addAll(List.of("-keyout", name + ".key"));
    arguments.addAll(List.of(options));
    openssl(arguments.toArray(String[]::new));
  }

  /** A list of revoked certificates, as PEM, with one of the authority's. */
  String revoking(String name) {
    try {
      ca("-revoke", name + ".crt");
      openssl(authority("-gencrl", "-crldays", "2", "-out", name + ".crl"));
      return read(name + ".crl");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the authority say something of one certificate, and of no other. */
  private void ca(String... arguments) throws IOException {
    Files.writeString(directory.resolve("index"), "");
    Files.writeString(directory.resolve("index.attr"), "");
    Files.writeString(
        directory.resolve("ca.conf"),
        "[ca]\ndefault_ca = it\n[it]\ndatabase = index\ndefault_md = sha256\n");
    openssl(authority(arguments));
  }

  private static String[] authority(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("ca -config ca.conf -cert authority.crt -keyfile authority.key".split(" ")));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  private void openssl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  String pem(String name) {
    return read(name + ".crt");
  }

  String key(String name) {
    return read(name + ".key");
  }

  PemKeyCertOptions identity(String name) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(pem(name)))
        .addKeyValue(Buffer.buffer(key(name)));
  }

  PemTrustOptions authority() {
    return new PemTrustOptions().addCertValue(Buffer.buffer(pem("authority")));
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
