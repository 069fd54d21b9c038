package io.kubevert.local.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** A running cluster that tests speak to through its kubeconfig; closing removes it. */
sealed interface TestCluster extends AutoCloseable permits LocalTestCluster, ComposeTestCluster {

  Path kubeconfig();

  @Override
  void close() throws IOException, TimeoutException;

  /**
   * Starts the kind of cluster that the system property {@code kubevert.cluster} names: {@code
   * local}, in this JVM, or {@code compose}, a container per component.
   */
  static TestCluster start() {
    String kind = System.getProperty("kubevert.cluster", "local");
    return switch (kind) {
      case "local" -> LocalTestCluster.start();
      case "compose" -> ComposeTestCluster.start();
      default ->
          throw new IllegalArgumentException(
              "the system property kubevert.cluster is " + kind + ": use local or compose");
    };
  }
}
