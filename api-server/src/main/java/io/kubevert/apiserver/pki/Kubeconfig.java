package io.kubevert.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The file by which kubectl reaches the cluster as its administrator. */
public final class Kubeconfig {
  private final ClusterPki pki;

  public Kubeconfig(ClusterPki pki) {
    this.pki = pki;
  }

  /**
   * Writes the file, readable by its owner alone, with the certificates inside.
   *
   * @param serverUrl as in {@code https://127.0.0.1:6443}
   */
  public void write(Path file, String serverUrl) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path admin = pki.of("admin");
    Pem.writeSecret(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: kubevert
          cluster:
            certificate-authority-data: %s
            server: %s
        contexts:
        - name: kubevert
          context:
            cluster: kubevert
            user: kubevert-admin
        current-context: kubevert
        users:
        - name: kubevert-admin
          user:
            client-certificate-data: %s
            client-key-data: %s
        """
            .formatted(
                base64(pki.caCertificate()),
                serverUrl,
                base64(admin.resolve("tls.crt")),
                base64(admin.resolve("tls.key"))));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
