package io.kubevert.local;

import io.kubevert.nodeagent.image.ImageStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What concerns the images that every node of a cluster shares. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Images on every node.",
    subcommands = ImageCommand.Load.class)
final class ImageCommand {

  /** Unpacks an archive; it takes no running cluster. */
  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description = "Puts a docker-archive or OCI archive onto every node.")
  static final class Load implements Callable<Integer> {
    @Mixin private ClusterFlags cluster = new ClusterFlags();

    @Parameters(index = "0", description = "The archive.")
    private Path archive;

    @Override
    public Integer call() throws Exception {
      new ImageStore(cluster.config().images())
          .load(archive.toAbsolutePath())
          .forEach(name -> System.out.println("loaded " + name));
      return 0;
    }
  }
}
