package io.kubevert.coredns.message;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A or AAAA records of one owner, kept as the octets that are sent: a name may have a thousand, of
 * which an answer takes what fits, in an order of its own. Only who looks at a record makes one.
 * Immutable.
 */
public final class AddressRecords extends AbstractList<Record> implements RandomAccess {
  private static final int[] AS_THEY_ARE = {};

  private final Name owner;
  private final int type;
  private final int ttl;
  private final int width;
  private final byte[] addresses;
  private final int start;
  private final int[] order;

  private AddressRecords(
      Name owner, int type, int ttl, int width, byte[] addresses, int start, int[] order) {
    this.owner = owner;
    this.type = type;
    this.ttl = ttl;
    this.width = width;
    this.addresses = addresses;
    this.start = start;
    this.order = order;
  }

  /**
   * The records of addresses.
   *
   * @param type A or AAAA
   * @param ttl seconds
   * @param addresses of the type's family
   */
  public static AddressRecords of(Name owner, int type, int ttl, List<InetAddress> addresses) {
    int width = type == Type.A ? 4 : 16;
    byte[] octets = new byte[addresses.size() * width];
    for (int i = 0; i < addresses.size(); i++) {
      System.arraycopy(addresses.get(i).getAddress(), 0, octets, i * width, width);
    }
    return new AddressRecords(owner, type, ttl, width, octets, 0, AS_THEY_ARE);
  }

  /**
   * The same records from another one on, and round.
   *
   * @param from the one to begin at
   * @param first in which order those come that are then the first; a permutation of as many
   *     numbers from 0
   */
  public AddressRecords turned(int from, int[] first) {
    return new AddressRecords(
        owner, type, ttl, width, addresses, Objects.checkIndex(from, size()), first.clone());
  }

  @Override
  public int size() {
    return addresses.length / width;
  }

  @Override
  public Record get(int index) {
    int at = offset(Objects.checkIndex(index, size()));
    try {
      InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(addresses, at, at + width));
      return type == Type.A
          ? new ARecord(owner, DClass.IN, ttl, address)
          : new AAAARecord(owner, DClass.IN, ttl, address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + width + " octets", e);
    }
  }

  Name owner() {
    return owner;
  }

  int type() {
    return type;
  }

  int ttl() {
    return ttl;
  }

  /** The octets of each address. */
  int width() {
    return width;
  }

  /** Puts in the octets of one address. */
  void copy(int index, byte[] to, int position) {
    int at = offset(index);
    for (int i = 0; i < width; i++) {
      to[position + i] = addresses[at + i];
    }
  }

  private int offset(int index) {
    int place = start + (index < order.length ? order[index] : index);
    return (place < size() ? place : place - size()) * width;
  }
}
