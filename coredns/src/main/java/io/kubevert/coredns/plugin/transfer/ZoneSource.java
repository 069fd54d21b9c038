package io.kubevert.coredns.plugin.transfer;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** A plugin that can list a whole zone. */
public interface ZoneSource {

  /** What a transfer of a zone comes to. */
  sealed interface Listing {
    /** All records, the SOA record first and only there. */
    record Whole(List<Record> records) implements Listing {}

    /** The zone is known, but not its records at the moment. */
    record NotNow() implements Listing {}
  }

  /** Lists a zone; empty if it is another plugin's. */
  Optional<Listing> list(Name zone);
}
