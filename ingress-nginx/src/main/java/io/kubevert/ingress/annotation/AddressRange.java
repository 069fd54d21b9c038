package io.kubevert.ingress.annotation;

import io.netty.util.NetUtil;
import java.util.Optional;

/**
 * A range of addresses in CIDR notation (RFC 4632).
 *
 * @param bits how many leading bits count
 */
public record AddressRange(byte[] address, int bits) {

  /** Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return Optional.empty();
    }
    int most = address.length * Byte.SIZE;
    if (slash < 0) {
      return Optional.of(new AddressRange(address, most));
    }
    String length = text.substring(slash + 1);
    return length.matches("\\d{1,3}") && Integer.parseInt(length) <= most
        ? Optional.of(new AddressRange(address, Integer.parseInt(length)))
        : Optional.empty();
  }

  public boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
      int index = bit / Byte.SIZE;
      if (((address[index] ^ other[index]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return NetUtil.bytesToIpAddress(address) + "/" + bits;
  }
}
