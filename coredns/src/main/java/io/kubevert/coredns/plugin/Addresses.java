package io.kubevert.coredns.plugin;

import java.net.InetAddress;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;

/** The addresses in records. */
public final class Addresses {
  private Addresses() {}

  /**
   * @param item an A or AAAA record
   */
  public static InetAddress of(Record item) {
    return switch (item) {
      case ARecord v4 -> v4.getAddress();
      case AAAARecord v6 -> v6.getAddress();
      default -> throw new IllegalArgumentException("not an address: " + item);
    };
  }
}
