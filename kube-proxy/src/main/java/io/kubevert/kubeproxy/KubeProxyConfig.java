package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.address.Cidrs;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one node's proxy works.
 *
 * @param nodeName the name of the node's object
 * @param nodeIps the node's primary address of each family that is served
 * @param clusterCidrs the pods' addresses, one CIDR a family; empty if not known
 * @param serviceCidrs the Services' cluster addresses, one CIDR a family
 * @param nodePortAddresses where node ports and health check ports answer
 * @param masqueradeAll whether everything sent to a cluster address is masqueraded
 * @param countTraffic whether the packets of Services' connections are counted
 * @param healthzAddress where {@code /healthz} and {@code /livez} listen
 * @param healthzPort 10256 by default; 0 for any free port
 * @param metricsAddress where {@code /metrics} and {@code /debug} listen
 * @param metricsPort 10249 by default; 0 for any free port
 * @param loadBalancer which addresses Services of type LoadBalancer get, besides those of
 *     IPAddressPool objects; empty if somebody else gives and announces addresses
 */
public record KubeProxyConfig(
    String nodeName,
    List<String> nodeIps,
    List<String> clusterCidrs,
    List<String> serviceCidrs,
    NodePortAddresses nodePortAddresses,
    boolean masqueradeAll,
    boolean countTraffic,
    String healthzAddress,
    int healthzPort,
    String metricsAddress,
    int metricsPort,
    Optional<LoadBalancerConfig> loadBalancer) {

  public static final int HEALTHZ_PORT = 10_256;
  public static final int METRICS_PORT = 10_249;

  /**
   * @throws IllegalArgumentException naming every fault
   */
  public KubeProxyConfig {
    nodeIps = List.copyOf(nodeIps);
    clusterCidrs = List.copyOf(clusterCidrs);
    serviceCidrs = List.copyOf(serviceCidrs);
    List<String> faults = new ArrayList<>();
    if (nodeName.isBlank()) {
      faults.add("the node's name is missing");
    }
    if (nodeIps.isEmpty()) {
      faults.add("the node's address is missing");
    }
    nodeIps.forEach(ip -> Cidrs.checkAddress(ip).ifPresent(faults::add));
    clusterCidrs.forEach(cidr -> Cidrs.check(cidr).ifPresent(faults::add));
    serviceCidrs.forEach(cidr -> Cidrs.check(cidr).ifPresent(faults::add));
    faults.addAll(nodePortAddresses.faults());
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("kube-proxy: " + String.join("; ", faults));
    }
  }

  /**
   * A proxy that counts traffic, with the default ports, its health on every address and its
   * metrics on loopback.
   */
  public static KubeProxyConfig of(
      String nodeName,
      List<String> nodeIps,
      String clusterCidr,
      String serviceCidr,
      LoadBalancerConfig loadBalancer) {
    return new KubeProxyConfig(
        nodeName,
        nodeIps,
        List.of(clusterCidr),
        List.of(serviceCidr),
        NodePortAddresses.PRIMARY,
        false,
        true,
        "0.0.0.0",
        HEALTHZ_PORT,
        "127.0.0.1",
        METRICS_PORT,
        Optional.of(loadBalancer));
  }
}
