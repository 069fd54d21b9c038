package io.kubevert.kubeproxy.loadbalancer.announcement;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param number its 48 bits
 */
record MacAddress(long number) {
  static final int BYTES = 6;
  static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
  static final MacAddress UNKNOWN = new MacAddress(0);

  /** Where packets to an IPv6 multicast group are sent (RFC 2464). */
  static MacAddress ofGroup(byte[] ipv6) {
    byte[] bytes = {0x33, 0x33, ipv6[12], ipv6[13], ipv6[14], ipv6[15]};
    return of(bytes);
  }

  static MacAddress of(byte[] bytes) {
    byte[] padded = new byte[Long.BYTES];
    System.arraycopy(bytes, 0, padded, Long.BYTES - BYTES, BYTES);
    return new MacAddress(ByteBuffer.wrap(padded).getLong());
  }

  byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer.allocate(Long.BYTES).putLong(number).get(Long.BYTES - BYTES, bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes());
  }
}
