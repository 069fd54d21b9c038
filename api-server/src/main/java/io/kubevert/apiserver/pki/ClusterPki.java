package io.kubevert.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The credentials of a cluster, in one directory: the authority as {@code ca.crt} and {@code
 * ca.key}, the key that signs service-account tokens as {@code sa.key}, and for each component a
 * directory with {@code ca.crt}, {@code tls.crt}, {@code tls.key} and {@code token}. A token is
 * written last: whoever sees it sees the rest.
 */
public final class ClusterPki {
  private static final List<String> SERVER_NAMES =
      List.of(
          "10.233.0.1",
          "localhost",
          "127.0.0.1",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local");
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final List<Identity> identities;

  private ClusterPki(Path directory, List<Identity> identities) {
    this.directory = directory;
    this.identities = List.copyOf(identities);
  }

  /**
   * Makes what is missing and keeps what is there. A server certificate that lacks one of its names
   * is made anew. Blocks while it writes.
   *
   * @throws IOException if the directory cannot be used
   */
  public static ClusterPki ensure(Path directory, PkiOptions options) throws IOException {
    secretDirectory(directory);
    CertificateAuthority authority = CertificateAuthority.ensure(directory);
    ensureSigningKey(directory.resolve("sa.key"));
    Set<String> serverNames = new LinkedHashSet<>(SERVER_NAMES);
    serverNames.addAll(options.serverNames());
    ensure(
        directory,
        authority,
        new Identity("apiserver", "kube-apiserver", List.of(), List.copyOf(serverNames)));
    List<Identity> identities = Identity.ofCluster(options.nodeNames());
    for (Identity identity : identities) {
      ensure(directory, authority, identity);
    }
    return new ClusterPki(directory, identities);
  }

  public Path caCertificate() {
    return directory.resolve("ca.crt");
  }

  /** The directory of a component's credentials. */
  public Path of(String component) {
    return directory.resolve(component);
  }

  /** The key that the tokens of ServiceAccounts are signed with. */
  public PrivateKey signingKey() throws IOException {
    return Pem.readKey(directory.resolve("sa.key"));
  }

  /** Every component that has credentials here, the API server left out. */
  public List<Identity> identities() {
    return identities;
  }

  /** The bearer token that a component is known by. */
  public String token(String component) throws IOException {
    return Files.readString(of(component).resolve("token")).strip();
  }

  private static void ensure(Path root, CertificateAuthority authority, Identity identity)
      throws IOException {
    Path directory = root.resolve(identity.directory());
    secretDirectory(directory);
    Path certificate = directory.resolve("tls.crt");
    if (!isGood(certificate, authority, identity)) {
      CertificateAuthority.Issued issued =
          authority.issue(identity.user(), identity.groups(), identity.serverNames());
      Pem.writeSecret(directory.resolve("tls.key"), issued.key());
      Pem.writePublic(certificate, issued.certificate());
      Pem.writePublic(directory.resolve("ca.crt"), authority.pem());
    }
    Path token = directory.resolve("token");
    if (!Files.exists(token)) {
      byte[] random = new byte[TOKEN_BYTES];
      RANDOM.nextBytes(random);
      Pem.writeSecret(token, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
  }

  private static boolean isGood(Path file, CertificateAuthority authority, Identity identity)
      throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    X509CertificateHolder certificate = Pem.readCertificate(file);
    return authority.issued(certificate)
        && names(certificate)
            .containsAll(
                identity.serverNames().stream()
                    .map(CertificateAuthority::generalName)
                    .collect(Collectors.toSet()));
  }

  private static Set<GeneralName> names(X509CertificateHolder certificate) {
    GeneralNames names =
        GeneralNames.fromExtensions(certificate.getExtensions(), Extension.subjectAlternativeName);
    return names == null ? Set.of() : Set.copyOf(Arrays.asList(names.getNames()));
  }

  private static void ensureSigningKey(Path file) throws IOException {
    if (!Files.exists(file)) {
      Pem.writeSecret(file, Pem.of(CertificateAuthority.keyPair().getPrivate()));
    }
  }

  private static void secretDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
