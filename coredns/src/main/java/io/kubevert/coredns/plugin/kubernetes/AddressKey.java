package io.kubevert.coredns.plugin.kubernetes;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An address as a map's key, in a fifth of the memory that {@link InetAddress} takes. */
sealed interface AddressKey {
  /** How many addresses differ in nothing but the last four bits. */
  int NEIGHBOURS = 16;

  /** Which of its neighbours it is. */
  int place();

  /** The first of its neighbours. */
  AddressKey first();

  record V4(int bits) implements AddressKey {
    @Override
    public int place() {
      return bits & NEIGHBOURS - 1;
    }

    @Override
    public AddressKey first() {
      return new V4(bits - place());
    }
  }

  record V6(long high, long low) implements AddressKey {
    @Override
    public int place() {
      return (int) low & NEIGHBOURS - 1;
    }

    @Override
    public AddressKey first() {
      return new V6(high, low - place());
    }
  }

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
