package io.kubevert.kubeproxy.nftables;

/**
 * A table of one address family.
 *
 * @param family {@code ip} or {@code ip6}
 */
public record Table(String family, String name) {
  @Override
  public String toString() {
    return family + " " + name;
  }
}
