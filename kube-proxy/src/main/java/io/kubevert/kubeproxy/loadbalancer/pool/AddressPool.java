package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses for Services of type LoadBalancer, as MetalLB's IPAddressPool names them.
 *
 * @param name what a Service's annotation calls it
 */
public record AddressPool(String name, List<AddressRange> ranges) {
  /** What a pool is called unless somebody says otherwise. */
  public static final String DEFAULT = "default";

  public AddressPool {
    ranges = List.copyOf(ranges);
    if (name.isBlank() || ranges.isEmpty()) {
      throw new IllegalArgumentException("an address pool needs a name and a range");
    }
  }

  /**
   * Reads ranges or CIDRs with commas in between, after a name and an equals sign if the pool is
   * not {@link #DEFAULT}: {@code 10.0.0.1-10.0.0.9} or {@code public=192.0.2.0/28,198.51.100.1}.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static AddressPool parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? DEFAULT : text.substring(0, equals).strip();
    return new AddressPool(
        name, Stream.of(text.substring(equals + 1).split(",")).map(AddressRange::parse).toList());
  }

  public boolean contains(Ipv4 address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  public boolean overlaps(AddressPool other) {
    return ranges.stream().anyMatch(one -> other.ranges.stream().anyMatch(one::overlaps));
  }

  /** How many addresses it has. */
  public long size() {
    return ranges.stream().mapToLong(AddressRange::size).sum();
  }

  Stream<Ipv4> addresses() {
    return ranges.stream().flatMap(AddressRange::addresses);
  }
}
