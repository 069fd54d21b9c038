package io.kubevert.coredns.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate authority of the test's own, and what it signed; needs Debian's openssl. */
public final class Certificates {
  private Certificates() {}

  /**
   * Writes {@code ca.pem}, {@code cert.pem} and {@code key.pem}; the certificate is for {@code
   * dns.example.net} and 127.0.0.1.
   */
  public static void write(Path directory) throws IOException, InterruptedException {
    run(
        directory,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=test-ca -keyout ca-key.pem -out ca.pem");
    run(
        directory,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=dns.example.net -addext subjectAltName=DNS:dns.example.net,IP:127.0.0.1"
            + " -addext basicConstraints=CA:FALSE"
            + " -CA ca.pem -CAkey ca-key.pem -keyout key.pem -out cert.pem");
  }

  private static void run(Path directory, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
