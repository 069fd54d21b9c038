package io.kubevert.coredns.plugin.kubernetes;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An address as a map's key, in a fifth of the memory that {@link InetAddress} takes. */
sealed interface AddressKey {

  record V4(int bits) implements AddressKey {}

  record V6(long high, long low) implements AddressKey {}

  static AddressKey of(InetAddress address) {
    byte[] octets = address.getAddress();
    return of(octets, 0, octets.length);
  }

  /** The address whose octets begin there. */
  static AddressKey of(byte[] octets, int offset, int width) {
    ByteBuffer buffer = ByteBuffer.wrap(octets, offset, width);
    return width == Integer.BYTES
        ? new V4(buffer.getInt())
        : new V6(buffer.getLong(), buffer.getLong());
  }
}
