package io.kubevert.local;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes a cluster that does not run any more, whichever way it ended. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Removes pods, nodes, links, tables and state of a stopped cluster.")
final class DestroyCommand implements Callable<Integer> {
  private static final long LIMIT_SECONDS = 60;

  @Mixin private ClusterFlags cluster = new ClusterFlags();

  @Override
  public Integer call() throws Exception {
    LocalCluster.destroy(cluster.config()).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return 0;
  }
}
