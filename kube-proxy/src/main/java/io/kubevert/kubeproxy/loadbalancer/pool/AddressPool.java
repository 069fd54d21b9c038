package io.kubevert.kubeproxy.loadbalancer.pool;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Addresses for Services of type LoadBalancer, as MetalLB's IPAddressPool names them.
 *
 * @param name what a Service's annotation calls it
 * @param labels by which advertisements select it
 * @param autoAssign whether Services get its addresses without asking for it
 * @param avoidBuggyIps whether IPv4 addresses that end in 0 or 255 are never given
 * @param allocation for which Services it is
 */
public record AddressPool(
    String name,
    List<AddressRange> ranges,
    Map<String, String> labels,
    boolean autoAssign,
    boolean avoidBuggyIps,
    ServiceAllocation allocation) {
  /** What a pool is called unless somebody says otherwise. */
  public static final String DEFAULT = "default";

  public AddressPool {
    ranges = List.copyOf(ranges);
    labels = Map.copyOf(labels);
    if (name.isBlank() || ranges.isEmpty()) {
      throw new IllegalArgumentException("an address pool needs a name and a range");
    }
  }

  /**
   * Reads ranges or CIDRs with commas in between, after a name and an equals sign if the pool is
   * not {@link #DEFAULT}: {@code 10.0.0.1-10.0.0.9} or {@code public=192.0.2.0/28,2001:db8::/120}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static AddressPool parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? DEFAULT : text.substring(0, equals).strip();
    List<AddressRange> ranges =
        Stream.of(text.substring(equals + 1).split(",")).map(AddressRange::parse).toList();
    return new AddressPool(name, ranges, Map.of(), true, false, ServiceAllocation.ANY);
  }

  public boolean contains(IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  public boolean overlaps(AddressPool other) {
    return ranges.stream().anyMatch(one -> other.ranges.stream().anyMatch(one::overlaps));
  }

  /** How many addresses it has. */
  public BigInteger size() {
    return ranges.stream().map(AddressRange::size).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** How many addresses of a family it gives. */
  public BigInteger usable(boolean ipv6) {
    return ranges.stream()
        .filter(range -> range.first().ipv6() == ipv6)
        .map(range -> avoidBuggyIps ? range.size().subtract(range.buggy()) : range.size())
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Whether an address may be given that is in this pool. */
  boolean gives(IpAddress address) {
    return contains(address) && !(avoidBuggyIps && address.isBuggy());
  }

  Stream<IpAddress> addresses(boolean ipv6) {
    return ranges.stream()
        .filter(range -> range.first().ipv6() == ipv6)
        .flatMap(AddressRange::addresses)
        .filter(this::gives);
  }
}
