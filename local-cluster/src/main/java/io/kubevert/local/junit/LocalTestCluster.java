package io.kubevert.local.junit;

import io.kubevert.local.LocalCluster;
import io.kubevert.local.LocalClusterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster with names, addresses and a state directory of its own, gone when the tests are over.
 */
record LocalTestCluster(LocalCluster cluster) implements TestCluster {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTestCluster.class);
  private static final String PREFIX = "kvtest";
  private static final String SUBNET = "10.234.254";
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 60;

  /** Blocks until the cluster is ready; first removes what a test that was killed left behind. */
  static LocalTestCluster start() {
    LocalClusterConfig config =
        LocalClusterConfig.of(PREFIX, SUBNET, stateDirectory(), imagesDirectory());
    try {
      LocalCluster.destroy(config).await(STOP_SECONDS, TimeUnit.SECONDS);
      return new LocalTestCluster(
          LocalCluster.start(
                  config,
                  (step, took) ->
                      LOG.atInfo().addKeyValue("milliseconds", took.toMillis()).log(step))
              .await(START_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      throw new IllegalStateException("no cluster within " + START_SECONDS + " s", e);
    }
  }

  @Override
  public Path kubeconfig() {
    return cluster.config().kubeconfig();
  }

  @Override
  public void close() throws TimeoutException {
    cluster
        .stop()
        .eventually(() -> LocalCluster.destroy(cluster.config()))
        .await(STOP_SECONDS, TimeUnit.SECONDS);
  }

  private static Path stateDirectory() {
    try {
      return Files.createDirectories(Path.of("/var/tmp/kubevert-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path imagesDirectory() {
    String directory = System.getProperty("kubevert.images");
    if (directory == null || !Files.isDirectory(Path.of(directory))) {
      throw new IllegalStateException(
          "the system property kubevert.images names no directory ("
              + directory
              + "); build the images with node-agent/images/build-images.sh DIRECTORY,"
              + " or run the tests with ./kubevert test");
    }
    return Path.of(directory).toAbsolutePath().normalize();
  }
}
