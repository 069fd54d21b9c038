package io.kubevert.kubeproxy.rules;

import java.util.List;

/**
 * What the rules depend on besides Services and endpoints.
 *
 * @param nodePortIps this node's addresses at which node ports answer
 * @param nodeIps this node's own addresses
 * @param clusterCidrs the pods' addresses; who speaks to a cluster address from elsewhere is
 *     masqueraded. Empty if not known.
 * @param serviceCidrs the cluster addresses; what is sent to one that no Service has is dropped
 * @param masqueradeAll whether everybody who speaks to a cluster address is masqueraded
 */
public record RuleSettings(
    List<String> nodePortIps,
    List<String> nodeIps,
    List<String> clusterCidrs,
    List<String> serviceCidrs,
    boolean masqueradeAll) {

  public RuleSettings {
    nodePortIps = List.copyOf(nodePortIps);
    nodeIps = List.copyOf(nodeIps);
    clusterCidrs = List.copyOf(clusterCidrs);
    serviceCidrs = List.copyOf(serviceCidrs);
  }

  /** These settings with node ports at other addresses. */
  public RuleSettings withNodePortIps(List<String> addresses) {
    return new RuleSettings(addresses, nodeIps, clusterCidrs, serviceCidrs, masqueradeAll);
  }

  /** These settings with other ranges of cluster addresses. */
  public RuleSettings withServiceCidrs(List<String> cidrs) {
    return new RuleSettings(nodePortIps, nodeIps, clusterCidrs, cidrs, masqueradeAll);
  }

  /** These settings without the addresses of the other family. */
  RuleSettings only(Family family) {
    return new RuleSettings(
        family.select(nodePortIps),
        family.select(nodeIps),
        family.select(clusterCidrs),
        family.select(serviceCidrs),
        masqueradeAll);
  }
}
