package io.kubevert.apiserver.kinds;

import io.kubevert.apiserver.validation.Cidr;
import java.util.List;

/**
 * What kinds must know of the cluster that they live in.
 *
 * @param serviceCidrs the ranges of cluster IPs, one or two, one of each family; the first is that
 *     of Services that name no family
 * @param nodePortFrom the first node port
 * @param nodePortTo the last node port, included
 */
public record ClusterSettings(List<String> serviceCidrs, int nodePortFrom, int nodePortTo) {
  private static final int LEAST_BITS = 3;
  private static final int MOST_BITS = 20;

  public ClusterSettings {
    serviceCidrs = List.copyOf(serviceCidrs);
    List<String> families =
        serviceCidrs.stream().map(cidr -> requireRange(cidr).family()).distinct().toList();
    if (families.isEmpty() || families.size() < serviceCidrs.size()) {
      throw new IllegalArgumentException(
          "service ranges \""
              + String.join(",", serviceCidrs)
              + "\" are not valid: use one range, or one of IPv4 and one of IPv6, as in"
              + " 10.233.0.0/18,fd00:10:233::/112");
    }
    if (nodePortFrom < 1 || nodePortTo > 65535 || nodePortFrom > nodePortTo) {
      throw new IllegalArgumentException(
          "service node port range "
              + nodePortFrom
              + "-"
              + nodePortTo
              + " is not valid: use two ports between 1 and 65535, the lower one first");
    }
  }

  /**
   * @param serviceCidrs the ranges of cluster IPs, separated by a comma
   */
  public ClusterSettings(String serviceCidrs, int nodePortFrom, int nodePortTo) {
    this(List.of(serviceCidrs.split(",", -1)), nodePortFrom, nodePortTo);
  }

  private static Cidr requireRange(String text) {
    return Cidr.parse(text)
        .filter(cidr -> cidr.bits() - cidr.prefix() >= LEAST_BITS)
        .filter(cidr -> cidr.bits() - cidr.prefix() <= MOST_BITS)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "service range \""
                        + text
                        + "\" is not valid: use an address range of 8 to 1,048,576 addresses, as in"
                        + " 10.233.0.0/18"));
  }
}
