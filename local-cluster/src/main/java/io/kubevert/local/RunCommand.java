package io.kubevert.local;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Runs a cluster until SIGTERM.
 *
 * <p>The progress file has a line for each step, {@code step <milliseconds> <text>}, and in the end
 * {@code ready} or {@code failed <reason>}.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Starts the cluster and keeps it running until SIGTERM.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long START_LIMIT_SECONDS = 110;
  private static final long STOP_LIMIT_SECONDS = 25;

  @Mixin private ClusterFlags cluster = new ClusterFlags();

  @Option(names = "--progress", required = true, description = "File that steps are written to.")
  private Path progress;

  @Override
  public Integer call() throws Exception {
    Future<LocalCluster> starting =
        LocalCluster.start(
            cluster.config(), (step, took) -> write("step " + took.toMillis() + " " + step));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting), "stop"));
    try {
      starting.await(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      write("ready");
      LOG.atInfo().addKeyValue("state", cluster.config().state()).log("cluster ready");
      return 0;
    } catch (StepFailedException e) {
      LOG.atError().setCause(e).log("cluster could not start");
      write("failed " + e.getMessage().replace('\n', ' '));
      return 1;
    }
  }

  private static void stop(Future<LocalCluster> starting) {
    try {
      starting.compose(LocalCluster::stop).await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
      LOG.atInfo().log("cluster stopped");
    } catch (Exception e) {
      LOG.atWarn().setCause(e).log("cluster did not stop in order");
    }
  }

  private synchronized void write(String line) {
    try {
      Files.writeString(
          progress, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("line", line).log("cannot report progress");
    }
  }
}
