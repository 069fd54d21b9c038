package io.kubevert.apiserver.controller;

import io.kubevert.apiserver.controller.node.Ipv4Range;
import java.time.Duration;

/**
 * Settings of the controllers.
 *
 * @param clusterCidr where each node's pod addresses are taken from ({@code --cluster-cidr})
 * @param nodeCidrMaskSize the prefix length of a node's share ({@code --node-cidr-mask-size-ipv4})
 * @param nodeMonitorGracePeriod how long a node, or a system component's pod, may be silent before
 *     it counts as lost ({@code --node-monitor-grace-period})
 * @param clusterCa the certificate authority in PEM that every namespace is told of
 * @param clusterDns the address of the Service {@code coredns} ({@code --cluster-dns})
 */
public record ControllerManagerConfig(
    Ipv4Range clusterCidr,
    int nodeCidrMaskSize,
    Duration nodeMonitorGracePeriod,
    String clusterCa,
    String clusterDns) {

  /**
   * @throws IllegalArgumentException naming the setting that cannot work
   */
  public ControllerManagerConfig {
    if (nodeCidrMaskSize < clusterCidr.prefixLength() || nodeCidrMaskSize > 30) {
      throw new IllegalArgumentException(
          "--node-cidr-mask-size-ipv4 is "
              + nodeCidrMaskSize
              + ": choose from "
              + clusterCidr.prefixLength()
              + " (the size of --cluster-cidr "
              + clusterCidr
              + ") to 30");
    }
    if (!nodeMonitorGracePeriod.isPositive()) {
      throw new IllegalArgumentException(
          "--node-monitor-grace-period is " + nodeMonitorGracePeriod + ": it must be above zero");
    }
  }

  /** The defaults of every setting but the certificate authority. */
  public static ControllerManagerConfig of(String clusterCa) {
    return new ControllerManagerConfig(
        Ipv4Range.parse("10.233.64.0/18"), 24, Duration.ofSeconds(8), clusterCa, "10.233.0.3");
  }
}
