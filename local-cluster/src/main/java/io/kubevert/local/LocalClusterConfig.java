package io.kubevert.local;

import io.kubevert.local.network.NodeNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cluster, and where it keeps its things.
 *
 * @param network names and addresses of nodes; the first node is the control plane
 * @param state the directory of certificates, store and pods; absolute, on a file system that
 *     carries an overlay
 * @param images the directory of container images, which clusters of one host may share
 */
public record LocalClusterConfig(NodeNetwork network, Path state, Path images) {
  /** What a cluster is called unless somebody says otherwise. */
  public static final String PREFIX = "kubevert";

  /** The first three numbers of the nodes' addresses unless somebody says otherwise. */
  public static final String SUBNET = "10.234.0";

  static final int API_PORT = 6443;

  private static final List<String> NODES = List.of("master", "worker1", "worker2", "worker3");

  public LocalClusterConfig {
    List<String> faults = new ArrayList<>();
    if (!state.isAbsolute()) {
      faults.add("the state directory " + state + " must be an absolute path");
    }
    if (!images.isAbsolute()) {
      faults.add("the images directory " + images + " must be an absolute path");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** One control-plane node and three workers. */
  public static LocalClusterConfig of(String prefix, String subnet, Path state, Path images) {
    return new LocalClusterConfig(new NodeNetwork(prefix, subnet, NODES), state, images);
  }

  /** The control-plane node's, where the API server listens. */
  public String apiServerAddress() {
    return network.address(network.nodes().getFirst());
  }

  public String apiServerUrl() {
    return "https://" + apiServerAddress() + ":" + API_PORT;
  }

  public Path pki() {
    return state.resolve("pki");
  }

  public Path store() {
    return state.resolve("store");
  }

  public Path nodes() {
    return state.resolve("nodes");
  }

  /** The administrator's kubeconfig. */
  public Path kubeconfig() {
    return state.resolve("kubeconfig");
  }
}
