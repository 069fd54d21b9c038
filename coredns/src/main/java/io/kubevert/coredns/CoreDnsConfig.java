package io.kubevert.coredns;

import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.nodecache.NodeInterfaceOptions;
import io.kubevert.coredns.plugin.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one server runs.
 *
 * @param corefile what it serves
 * @param nodeName the node that it runs on
 * @param nodeAddress the node's address, which the server's pod object shows
 * @param role cluster server or per-node cache
 * @param listenAddresses where a server block without {@code bind} listens
 * @param pageHost where HTTP pages listen whose address names no host
 * @param nodeInterface the link and the rules of a per-node cache
 * @param variables of the Corefile, besides the process' environment
 * @param mirrorPod whether the server shows up as a pod of kube-system
 * @param metricsPage where all metrics are shown, besides where the Corefile says
 */
public record CoreDnsConfig(
    CorefileSource corefile,
    String nodeName,
    String nodeAddress,
    Role role,
    List<String> listenAddresses,
    String pageHost,
    Optional<NodeInterfaceOptions> nodeInterface,
    Map<String, String> variables,
    boolean mirrorPod,
    Optional<HostAndPort> metricsPage) {
  /** Of a node's cache. */
  static final int METRICS_PORT = 9353;

  private static final int HEALTH_PORT = 8080;

  /** What a server is there for. */
  public enum Role {
    CLUSTER("coredns", "kube-dns"),
    NODE_CACHE("nodelocaldns", "nodelocaldns");

    private final String podName;
    private final String label;

    Role(String podName, String label) {
      this.podName = podName;
      this.label = label;
    }

    /** The first part of its pod's name. */
    public String podName() {
      return podName;
    }

    /** The value of its pod's label {@code k8s-app}. */
    public String label() {
      return label;
    }
  }

  public CoreDnsConfig {
    listenAddresses = List.copyOf(listenAddresses);
    variables = Map.copyOf(variables);
    if (listenAddresses.isEmpty()) {
      throw new IllegalArgumentException("at least one address to listen on is needed");
    }
    if (mirrorPod && (nodeName.isEmpty() || nodeAddress.isEmpty())) {
      throw new IllegalArgumentException(
          "the node's name and address are needed to show up as a pod");
    }
  }

  /** Without a page for metrics besides those of the Corefile. */
  public CoreDnsConfig(
      CorefileSource corefile,
      String nodeName,
      String nodeAddress,
      Role role,
      List<String> listenAddresses,
      String pageHost,
      Optional<NodeInterfaceOptions> nodeInterface,
      Map<String, String> variables,
      boolean mirrorPod) {
    this(
        corefile,
        nodeName,
        nodeAddress,
        role,
        listenAddresses,
        pageHost,
        nodeInterface,
        variables,
        mirrorPod,
        Optional.empty());
  }

  /** The cluster's server on a node, by kubeadm's Corefile, listening on the node's address. */
  public static CoreDnsConfig cluster(String nodeName, String nodeAddress) {
    return new CoreDnsConfig(
        new CorefileSource.Inline(DefaultCorefiles.cluster()),
        nodeName,
        nodeAddress,
        Role.CLUSTER,
        List.of(nodeAddress),
        nodeAddress,
        Optional.empty(),
        Map.of(),
        true);
  }

  /**
   * A node's cache.
   *
   * @param localAddress as in 169.254.25.10
   * @param clusterDns the address of the cluster DNS Service, as in 10.233.0.3
   */
  public static CoreDnsConfig nodeCache(
      String nodeName, String nodeAddress, String localAddress, String clusterDns) {
    return new CoreDnsConfig(
        new CorefileSource.Inline(
            DefaultCorefiles.nodeCache(localAddress, clusterDns, HEALTH_PORT)),
        nodeName,
        nodeAddress,
        Role.NODE_CACHE,
        List.of(localAddress),
        localAddress,
        Optional.of(NodeInterfaceOptions.of(localAddress)),
        pillars(List.of(localAddress), clusterDns),
        true,
        Optional.of(new HostAndPort(localAddress, METRICS_PORT)));
  }

  /** What the placeholders of node-cache's Corefile stand for. */
  static Map<String, String> pillars(List<String> localAddresses, String clusterDns) {
    return Map.of(
        "__PILLAR__DNS__DOMAIN__",
        "cluster.local",
        "__PILLAR__LOCAL__DNS__",
        localAddresses.getFirst(),
        "__PILLAR__DNS__SERVER__",
        localAddresses.getLast(),
        "__PILLAR__CLUSTER__DNS__",
        clusterDns,
        "__PILLAR__UPSTREAM__SERVERS__",
        "/etc/resolv.conf");
  }
}
