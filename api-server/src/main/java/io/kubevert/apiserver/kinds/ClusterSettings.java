package io.kubevert.apiserver.kinds;

import java.net.InetAddress;

/**
 * What kinds must know of the cluster that they live in.
 *
 * @param serviceCidr the range of cluster IPs, as in {@code 10.233.0.0/18}
 * @param nodePortFrom the first node port
 * @param nodePortTo the last node port, included
 */
public record ClusterSettings(String serviceCidr, int nodePortFrom, int nodePortTo) {

  public ClusterSettings {
    requireCidr(serviceCidr);
    if (nodePortFrom < 1 || nodePortTo > 65535 || nodePortFrom > nodePortTo) {
      throw new IllegalArgumentException(
          "service node port range "
              + nodePortFrom
              + "-"
              + nodePortTo
              + " is not valid: use two ports between 1 and 65535, the lower one first");
    }
  }

  private static void requireCidr(String cidr) {
    String[] parts = cidr.split("/", -1);
    try {
      int bits = InetAddress.ofLiteral(parts[0]).getAddress().length * 8;
      int prefix = Integer.parseInt(parts[1]);
      if (parts.length == 2 && prefix >= Math.max(8, bits - 20) && prefix <= bits - 3) {
        return;
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw invalidCidr(cidr, e);
    }
    throw invalidCidr(cidr, null);
  }

  private static IllegalArgumentException invalidCidr(String cidr, Exception cause) {
    return new IllegalArgumentException(
        "service range \""
            + cidr
            + "\" is not valid: use an address range of 8 to 1,048,576 addresses, as in"
            + " 10.233.0.0/18",
        cause);
  }
}
