package io.kubevert.nodeagent;

import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.files.DirectoryTree;
import io.kubevert.nodeagent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes everything that a node's agent has made and that outlives it: containers, namespaces,
 * links, routes, rules and files. The agent must not run.
 */
public final class NodeCleanup {
  private static final Path NAMESPACES = Path.of("/run/netns");

  private NodeCleanup() {}

  /**
   * Removes a node's pods and their files. Blocks.
   *
   * @param data the node's data directory
   * @param prefix its prefix of namespace names
   */
  public static void removePods(Path data, String prefix) throws IOException, InterruptedException {
    for (Path bundle : bundles(data.resolve("pods"))) {
      ContainerRuntime.abandon(bundle);
    }
    Pattern ours = Pattern.compile(Pattern.quote(prefix) + "-[0-9a-f]{10}");
    if (Files.exists(NAMESPACES)) {
      List<String> names;
      try (Stream<Path> found = Files.list(NAMESPACES)) {
        names = found.map(path -> path.getFileName().toString()).toList();
      }
      for (String name : names) {
        if (ours.matcher(name).matches()) {
          Command.of("ip", "-n", name, "link", "delete", "eth0").await();
          Command.of("ip", "netns", "delete", name).await();
        }
      }
    }
    Mounts.detachBelow(data);
    DirectoryTree.delete(data);
  }

  /**
   * Removes the bridge, routes and rules of the network namespace that the calling thread is in.
   * Not needed where that namespace itself is removed. Blocks.
   */
  public static void removeNetwork() throws IOException, InterruptedException {
    Command.of("nft", "delete", "table", "ip", "node-agent").await();
    Command.of("ip", "route", "flush", "proto", "120").await();
    Command.of("ip", "link", "delete", "cni0").await();
  }

  private static List<Path> bundles(Path pods) throws IOException {
    List<Path> bundles = new ArrayList<>();
    if (Files.exists(pods)) {
      try (Stream<Path> found =
          Files.find(pods, 4, (path, attributes) -> attributes.isDirectory())) {
        found.filter(path -> Files.exists(path.resolve("conmon.pid"))).forEach(bundles::add);
      }
    }
    return bundles;
  }
}
