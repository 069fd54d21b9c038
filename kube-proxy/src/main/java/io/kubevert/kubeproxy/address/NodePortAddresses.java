package io.kubevert.kubeproxy.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * At which of a node's addresses node ports answer, as {@code --nodeport-addresses} says it.
 *
 * @param cidrs node ports answer at the node's addresses in these; empty for the node's primary
 *     addresses
 */
public record NodePortAddresses(List<String> cidrs) {
  /** At the node's primary addresses. */
  public static final NodePortAddresses PRIMARY = new NodePortAddresses(List.of());

  private static final String PRIMARY_KEYWORD = "primary";

  public NodePortAddresses {
    cidrs = List.copyOf(cidrs);
  }

  /** Reads the flag's values: CIDRs, or {@code primary} alone. */
  public static NodePortAddresses parse(List<String> values) {
    return values.equals(List.of(PRIMARY_KEYWORD)) ? PRIMARY : new NodePortAddresses(values);
  }

  /** What is wrong with these; empty if nothing is. */
  public List<String> faults() {
    return cidrs.stream()
        .map(NodePortAddresses::check)
        .flatMap(Optional::stream)
        .map(fault -> fault + ", in the addresses of node ports")
        .toList();
  }

  /** Whether {@link #select} depends on what the node's links have. */
  public boolean followLinks() {
    return !cidrs.isEmpty();
  }

  /**
   * The addresses at which node ports answer now. Never loopback nor link-local ones: what is sent
   * there does not leave its host, or does not say which link it means.
   *
   * @param primary the node's primary addresses
   * @param links all that the node's links have
   */
  public List<String> select(List<String> primary, List<InetAddress> links) {
    return followLinks() ? links.stream().flatMap(this::selected).sorted().toList() : primary;
  }

  private Stream<String> selected(InetAddress address) {
    boolean usable = !address.isLoopbackAddress() && !address.isLinkLocalAddress();
    String text = Addresses.text(address);
    return usable && cidrs.stream().anyMatch(cidr -> Addresses.contains(cidr, text))
        ? Stream.of(text)
        : Stream.empty();
  }

  private static Optional<String> check(String cidr) {
    return cidr.equals(PRIMARY_KEYWORD)
        ? Optional.of("'" + PRIMARY_KEYWORD + "' stands beside CIDRs")
        : Cidrs.check(cidr);
  }
}
