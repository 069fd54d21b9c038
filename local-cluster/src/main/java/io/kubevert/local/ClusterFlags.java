package io.kubevert.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flags that say which cluster is meant. */
final class ClusterFlags {
  @Option(
      names = "--prefix",
      defaultValue = LocalClusterConfig.PREFIX,
      description =
          "What the names of namespaces, links and tables begin with. Default: ${DEFAULT-VALUE}.")
  private String prefix;

  @Option(
      names = "--subnet",
      defaultValue = LocalClusterConfig.SUBNET,
      description = "First three numbers of the nodes' /24. Default: ${DEFAULT-VALUE}.")
  private String subnet;

  @Option(
      names = "--state",
      required = true,
      description = "Directory of certificates, store and pods.")
  private Path state;

  @Option(names = "--images", required = true, description = "Directory of container images.")
  private Path images;

  LocalClusterConfig config() {
    return LocalClusterConfig.of(
        prefix, subnet, state.toAbsolutePath().normalize(), images.toAbsolutePath().normalize());
  }
}
