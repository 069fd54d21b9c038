package io.kubevert.apiserver.kinds.core;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Gives each cluster IP once. The network address, and for IPv4 the broadcast address, are never
 * given. The lowest addresses are kept for those who ask for one by name (KEP-3070).
 */
final class AddressAllocator {
  private static final int MOST_BITS = 20;

  private final String cidr;
  private final BigInteger first;
  private final int bytes;
  private final int size;
  private final NumberPool pool;

  /**
   * @param cidr the range, at least 8 addresses
   */
  AddressAllocator(String cidr, RandomGenerator random) {
    this.cidr = cidr;
    String[] parts = cidr.split("/");
    byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
    this.bytes = address.length;
    int hostBits = Math.min(MOST_BITS, bytes * 8 - Integer.parseInt(parts[1]));
    BigInteger network = new BigInteger(1, address).shiftRight(hostBits).shiftLeft(hostBits);
    this.first = network.add(BigInteger.ONE);
    int addresses = 1 << hostBits;
    this.size = addresses - (bytes == 4 ? 2 : 1);
    int band = Math.min(Math.max(16, addresses / 16), 256);
    this.pool = new NumberPool(size, band < size ? band : 0, random);
  }

  String family() {
    return bytes == 4 ? "IPv4" : "IPv6";
  }

  /**
   * Takes one address.
   *
   * @return what is wrong; empty when it is taken
   */
  Optional<String> take(InetAddress address) {
    int offset = offset(address);
    if (offset < 0) {
      return Optional.of(
          "the provided IP ("
              + address.getHostAddress()
              + ") is not in the valid range. The range of valid IPs is "
              + cidr);
    }
    return pool.take(offset) ? Optional.empty() : Optional.of("provided IP is already allocated");
  }

  /** Takes any address; empty when the range is full. */
  Optional<String> takeAny() {
    return pool.takeAny().stream().mapToObj(this::text).findFirst();
  }

  void giveBack(InetAddress address) {
    int offset = offset(address);
    if (offset >= 0) {
      pool.giveBack(offset);
    }
  }

  int free() {
    return pool.free();
  }

  private int offset(InetAddress address) {
    if (address.getAddress().length != bytes) {
      return -1;
    }
    BigInteger offset = new BigInteger(1, address.getAddress()).subtract(first);
    return offset.signum() >= 0 && offset.compareTo(BigInteger.valueOf(size)) < 0
        ? offset.intValue()
        : -1;
  }

  private String text(int offset) {
    byte[] number = first.add(BigInteger.valueOf(offset)).toByteArray();
    byte[] address = new byte[bytes];
    int length = Math.min(number.length, bytes);
    System.arraycopy(number, number.length - length, address, bytes - length, length);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
