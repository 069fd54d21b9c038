package io.kubevert.ingress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Foreign programs. */
final class Programs {

  private Programs() {}

  /** Runs one of Debian's, and gives what it writes. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
