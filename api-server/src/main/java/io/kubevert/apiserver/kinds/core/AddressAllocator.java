package io.kubevert.apiserver.kinds.core;

import io.kubevert.apiserver.validation.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives each cluster IP of one range once. The network address, and for IPv4 the broadcast address,
 * are never given. The lowest addresses are kept for those who ask for one by name (KEP-3070), and
 * so is all that lies beyond the first 1,048,576 of a larger range.
 */
final class AddressAllocator {
  private static final int MOST_BITS = 20;

  private final Cidr cidr;
  private final BigInteger hosts;
  private final NumberPool pool;
  private final int poolSize;
  private final Set<BigInteger> beyond = new HashSet<>();

  /**
   * @param text the range, at least 8 addresses
   */
  AddressAllocator(String text, RandomGenerator random) {
    this.cidr =
        Cidr.parse(text)
            .orElseThrow(() -> new IllegalArgumentException("not a range: \"" + text + "\""));
    int hostBits = cidr.bits() - cidr.prefix();
    int special = cidr.bits() == 32 ? 2 : 1;
    this.hosts = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.valueOf(special));
    int addresses = 1 << Math.min(MOST_BITS, hostBits);
    this.poolSize = addresses - special;
    int band = Math.min(Math.max(16, addresses / 16), 256);
    this.pool = new NumberPool(poolSize, band < poolSize ? band : 0, random);
  }

  /** Whether an address can be given by this range. */
  boolean contains(InetAddress address) {
    return offset(address).isPresent();
  }

  Cidr cidr() {
    return cidr;
  }

  /** Takes one address; false when it is taken or none of this range. */
  boolean take(InetAddress address) {
    return offset(address)
        .filter(offset -> isPooled(offset) ? pool.take(offset.intValue()) : beyond.add(offset))
        .isPresent();
  }

  /** Takes any address; empty when the range is full. */
  Optional<InetAddress> takeAny() {
    return pool.takeAny().stream().mapToObj(this::address).findFirst();
  }

  void giveBack(InetAddress address) {
    offset(address)
        .ifPresent(
            offset -> {
              if (isPooled(offset)) {
                pool.giveBack(offset.intValue());
              } else {
                beyond.remove(offset);
              }
            });
  }

  /** How many addresses those who ask for none by name can still get. */
  int free() {
    return pool.free();
  }

  private boolean isPooled(BigInteger offset) {
    return offset.compareTo(BigInteger.valueOf(poolSize)) < 0;
  }

  private Optional<BigInteger> offset(InetAddress address) {
    if (!cidr.contains(address)) {
      return Optional.empty();
    }
    BigInteger offset =
        new BigInteger(1, address.getAddress()).subtract(cidr.network()).subtract(BigInteger.ONE);
    return Optional.of(offset).filter(o -> o.signum() >= 0 && o.compareTo(hosts) < 0);
  }

  private InetAddress address(int offset) {
    byte[] number = cidr.network().add(BigInteger.valueOf(offset + 1L)).toByteArray();
    byte[] address = new byte[cidr.bits() / 8];
    int length = Math.min(number.length, address.length);
    System.arraycopy(number, number.length - length, address, address.length - length, length);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
