package io.kubevert.coredns.plugin.transfer;

import org.xbill.DNS.Record;

/** Wants to know when a zone has changed. */
@FunctionalInterface
public interface ZoneChanges {
  /**
   * @param soa the zone's new SOA record
   */
  void changed(Record soa);
}
