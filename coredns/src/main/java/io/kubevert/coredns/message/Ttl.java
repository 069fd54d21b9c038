package io.kubevert.coredns.message;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
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
    return switch (item) {
      case ARecord a -> new ARecord(a.getName(), a.getDClass(), ttl, a.rdataToWireCanonical());
      case AAAARecord a ->
          new AAAARecord(a.getName(), a.getDClass(), ttl, a.rdataToWireCanonical());
      default -> reread(item, ttl);
    };
  }

  private static Record reread(Record item, long ttl) {
    byte[] wire = item.toWire(Section.ANSWER);
    int start = item.getName().length() + FIXED_FIELDS;
    byte[] data = java.util.Arrays.copyOfRange(wire, start, wire.length);
    return Record.newRecord(item.getName(), item.getType(), item.getDClass(), ttl, data);
  }
}
