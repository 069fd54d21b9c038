package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Node;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a cluster's processors are spread over its zones, by which traffic is expected to be. */
sealed interface ZoneShares {

  /**
   * Every zone's share.
   *
   * @param of by zone, two or more; together one
   */
  record Known(Map<String, Double> of) implements ZoneShares {}

  /** A reason for which no share can be told. */
  record Unknown(String reason) implements ZoneShares {}

  /** Of the nodes that run pods and are ready; all of them must say their zone and processors. */
  static ZoneShares of(Collection<Node> nodes) {
    Map<String, BigDecimal> processors = new TreeMap<>();
    for (Node node : nodes) {
      if (!node.ready() || node.controlPlane()) {
        continue;
      }
      Optional<String> zone = node.zone();
      if (zone.isEmpty() || node.allocatableCpu().signum() == 0) {
        return new Unknown(
            "Insufficient Node information: allocatable CPU or zone not specified on one or more"
                + " nodes");
      }
      processors.merge(zone.get(), node.allocatableCpu(), BigDecimal::add);
    }
    if (processors.size() < 2) {
      return new Unknown("Nodes only ready in one zone");
    }
    double all = processors.values().stream().mapToDouble(BigDecimal::doubleValue).sum();
    Map<String, Double> shares = new TreeMap<>();
    processors.forEach((zone, sum) -> shares.put(zone, sum.doubleValue() / all));
    return new Known(shares);
  }
}
