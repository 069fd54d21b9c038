package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.kubeproxy.address.Cidrs;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** IPv4 addresses that follow one another, both ends included. */
public record AddressRange(Ipv4 first, Ipv4 last) {

  public AddressRange {
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " comes after " + last);
    }
  }

  /**
   * Reads {@code 10.0.0.1-10.0.0.9}, {@code 10.0.0.0/24} or {@code 10.0.0.1}.
   *
   * @throws IllegalArgumentException if the text is none of them
   */
  public static AddressRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new AddressRange(
          Ipv4.parse(text.substring(0, dash).strip()),
          Ipv4.parse(text.substring(dash + 1).strip()));
    }
    int slash = text.indexOf('/');
    return slash >= 0
        ? ofCidr(text, slash)
        : new AddressRange(Ipv4.parse(text.strip()), Ipv4.parse(text.strip()));
  }

  public boolean contains(Ipv4 address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  boolean overlaps(AddressRange other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  long size() {
    return last.number() - first.number() + 1;
  }

  Stream<Ipv4> addresses() {
    return LongStream.rangeClosed(first.number(), last.number()).mapToObj(Ipv4::new);
  }

  private static AddressRange ofCidr(String text, int slash) {
    Cidrs.check(text)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    long hosts = Ipv4.MOST >> Integer.parseInt(text.substring(slash + 1));
    long network = Ipv4.parse(text.substring(0, slash)).number() & ~hosts;
    return new AddressRange(new Ipv4(network), new Ipv4(network | hosts));
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
