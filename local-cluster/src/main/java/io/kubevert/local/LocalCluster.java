package io.kubevert.local;

import io.kubevert.local.network.ClusterNetwork;
import io.kubevert.local.teardown.NodeRemains;
import io.kubevert.netns.NamespaceVertx;
import io.kubevert.nodeagent.files.DirectoryTree;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster whose components run in this JVM, each node in a network namespace of its own.
 *
 * <p>Needs Linux, root, and the programs nft, ip, sysctl, umount and crun with conmon. Pods outlive
 * the cluster's JVM: a later start adopts them, {@link #destroy} ends them.
 */
public final class LocalCluster {
  private final LocalClusterConfig config;
  private final Vertx host;
  private final Vertx bus;
  private final List<LocalNode> nodes;

  LocalCluster(LocalClusterConfig config, Vertx host, Vertx bus, List<LocalNode> nodes) {
    this.config = config;
    this.host = host;
    this.bus = bus;
    this.nodes = new CopyOnWriteArrayList<>(nodes);
  }

  /**
   * Starts a cluster, or what of it does not run.
   *
   * @return completes when every node is ready and names resolve on each; fails with {@link
   *     StepFailedException}, having stopped what it had started
   */
  public static Future<LocalCluster> start(LocalClusterConfig config, BootListener listener) {
    return new Boot(config, listener, hostVertx()).run();
  }

  public LocalClusterConfig config() {
    return config;
  }

  /**
   * Ends a worker as a power failure would: its cable is dead and its components are gone, and
   * neither had a chance to say goodbye. Its pods' processes remain, out of reach, until {@link
   * #destroy}.
   *
   * @throws IllegalArgumentException if there is no such worker; the control plane's node is none
   */
  public Future<Void> kill(String worker) {
    LocalNode victim =
        nodes.stream()
            .skip(1)
            .filter(node -> node.name().equals(worker))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no worker " + worker));
    nodes.remove(victim);
    victim.cutOff();
    return new ClusterNetwork(config.network(), host).unplug(worker).eventually(victim::close);
  }

  /** Stops the components; pods, nodes' namespaces and state stay. */
  public Future<Void> stop() {
    return stop(host, bus, nodes);
  }

  /**
   * Removes everything that a cluster made on this machine, running pods included, and needs no
   * cluster to do it: nothing of it may be running. Images stay.
   */
  public static Future<Void> destroy(LocalClusterConfig config) {
    Vertx host = hostVertx();
    Future<Void> removed =
        new ClusterNetwork(config.network(), host)
            .unplug()
            .compose(unplugged -> host.executeBlocking(() -> removeRemains(config), false));
    return Detached.from(removed).eventually(host::close);
  }

  /** The control plane's node closes last, since the others say farewell to the API server. */
  static Future<Void> stop(Vertx host, Vertx bus, List<LocalNode> nodes) {
    List<LocalNode> workers = nodes.isEmpty() ? List.of() : nodes.subList(1, nodes.size());
    return Future.join(workers.stream().map(LocalNode::close).toList())
        .eventually(() -> nodes.isEmpty() ? Future.succeededFuture() : nodes.getFirst().close())
        .eventually(() -> bus == null ? Future.succeededFuture() : bus.close())
        .eventually(host::close)
        .mapEmpty();
  }

  private static Vertx hostVertx() {
    return NamespaceVertx.ofProcess(
        new VertxOptions().setEventLoopPoolSize(1).setInternalBlockingPoolSize(2));
  }

  private static Void removeRemains(LocalClusterConfig config)
      throws IOException, InterruptedException {
    new NodeRemains(config.network().prefix(), config.nodes()).remove();
    for (Path part : List.of(config.nodes(), config.store(), config.pki())) {
      DirectoryTree.delete(part);
    }
    Files.deleteIfExists(config.kubeconfig());
    return null;
  }
}
