package io.kubevert.nodeagent;

import io.kubevert.nodeagent.network.Ipv4Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one node's agent is told.
 *
 * @param nodeName the Node object's name
 * @param nodeAddress the node's InternalIP, which other nodes route its pods' packets to
 * @param dataDirectory where pods' files and states are; it must outlive the agent. Neither this
 *     path nor the next may hold a colon, a comma or white space.
 * @param imagesDirectory built-in, loaded and pulled images; nodes of one host may share it
 * @param pki the directory with {@code ca.crt}, {@code tls.crt} and {@code tls.key} of this node
 * @param bindAddress what both servers listen on
 * @param port of the HTTPS API; 0 for any free one
 * @param healthPort of health and metrics; 0 for any free one
 * @param clusterDns the name server that pods are given
 * @param clusterDomain the domain of cluster names
 * @param podRange all nodes' pods
 * @param serviceRange all Services
 * @param controlNetworks what pods may not reach
 * @param labels of the Node object, roles included
 * @param taints of the Node object when it is created, each {@code key=value:Effect}
 * @param namespacePrefix what names of network namespaces start with; no other node on this host
 *     may have the same
 */
public record NodeAgentConfig(
    String nodeName,
    String nodeAddress,
    Path dataDirectory,
    Path imagesDirectory,
    Path pki,
    String bindAddress,
    int port,
    int healthPort,
    String clusterDns,
    String clusterDomain,
    Ipv4Range podRange,
    Ipv4Range serviceRange,
    List<Ipv4Range> controlNetworks,
    Map<String, String> labels,
    List<String> taints,
    String namespacePrefix) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern PREFIX = Pattern.compile("[a-z0-9][-a-z0-9]{0,40}");
  private static final Pattern TAINT =
      Pattern.compile("[^=:]+(=[^=:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)");
  private static final Pattern MOUNTABLE = Pattern.compile("[^:,\\\\\\s]+");
  private static final int HIGHEST_PORT = 65_535;

  public NodeAgentConfig {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    imagesDirectory = imagesDirectory.toAbsolutePath().normalize();
    controlNetworks = List.copyOf(controlNetworks);
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    List<String> faults = new ArrayList<>();
    require(faults, NAME.matcher(nodeName).matches(), "the node's name", nodeName);
    require(faults, Ipv4Range.isAddress(nodeAddress), "the node's address", nodeAddress);
    require(faults, Ipv4Range.isAddress(clusterDns), "the cluster DNS address", clusterDns);
    require(faults, PREFIX.matcher(namespacePrefix).matches(), "the prefix", namespacePrefix);
    require(faults, mountable(dataDirectory), "the data directory", dataDirectory);
    require(faults, mountable(imagesDirectory), "the images directory", imagesDirectory);
    require(faults, port >= 0 && port <= HIGHEST_PORT, "the port", port);
    require(faults, healthPort >= 0 && healthPort <= HIGHEST_PORT, "the health port", healthPort);
    for (String taint : taints) {
      require(faults, TAINT.matcher(taint).matches(), "the taint", taint);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("node agent: " + String.join("; ", faults));
    }
  }

  /** A worker with the walkthrough's ranges and ports, and no control network to keep pods from. */
  public static NodeAgentConfig worker(
      String nodeName, String nodeAddress, Path data, Path images, Path pki) {
    return new NodeAgentConfig(
        nodeName,
        nodeAddress,
        data,
        images,
        pki,
        nodeAddress,
        10250,
        10248,
        "169.254.25.10",
        "cluster.local",
        Ipv4Range.parse("10.233.64.0/18"),
        Ipv4Range.parse("10.233.0.0/18"),
        List.of(),
        Map.of(),
        List.of(),
        "kubevert-" + nodeName.replace('.', '-'));
  }

  private static boolean mountable(Path path) {
    return MOUNTABLE.matcher(path.toString()).matches();
  }

  private static void require(List<String> faults, boolean holds, String what, Object value) {
    if (!holds) {
      faults.add(what + " cannot be \"" + value + "\"");
    }
  }
}
