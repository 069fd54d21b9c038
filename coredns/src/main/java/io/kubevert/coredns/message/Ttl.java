package io.kubevert.coredns.message;

import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Records with another time to live. */
public final class Ttl {
  private static final int FIXED_FIELDS = 10;

  private Ttl() {}

  /** The same record with this time to live, in seconds. */
  public static Record with(Record item, long ttl) {
    if (item.getTTL() == ttl) {
      return item;
    }
    byte[] wire = item.toWire(Section.ANSWER);
    int start = item.getName().length() + FIXED_FIELDS;
    byte[] data = java.util.Arrays.copyOfRange(wire, start, wire.length);
    return Record.newRecord(item.getName(), item.getType(), item.getDClass(), ttl, data);
  }
}
