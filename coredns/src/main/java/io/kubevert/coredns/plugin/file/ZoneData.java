package io.kubevert.coredns.plugin.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The records of one zone, as they were read.
 *
 * @param names every name that exists, the empty ones between others and the zone too (RFC 4592,
 *     2.2.2), with its records by type
 */
record ZoneData(
    Name origin, SOARecord soa, List<Record> records, Map<Name, Map<Integer, List<Record>>> names) {

  /**
   * @throws IOException if the records are no zone: they belong elsewhere, or the SOA record is
   *     missing or there twice, or something else stands beside a CNAME record
   */
  static ZoneData of(Name origin, List<Record> records) throws IOException {
    Map<Name, Map<Integer, List<Record>>> names = new HashMap<>();
    for (Record item : records) {
      if (!item.getName().subdomain(origin)) {
        throw new IOException(item.getName() + " is not in the zone " + origin);
      }
      for (Name name = item.getName(); !name.equals(origin); name = new Name(name, 1)) {
        names.computeIfAbsent(name, ignored -> new HashMap<>());
      }
      names
          .computeIfAbsent(item.getName(), ignored -> new HashMap<>())
          .computeIfAbsent(item.getType(), ignored -> new ArrayList<>())
          .add(item);
    }
    List<Record> soa = names.getOrDefault(origin, Map.of()).getOrDefault(Type.SOA, List.of());
    if (soa.size() != 1) {
      throw new IOException("the zone " + origin + " needs one SOA record, has " + soa.size());
    }
    for (Map.Entry<Name, Map<Integer, List<Record>>> entry : names.entrySet()) {
      List<Record> aliases = entry.getValue().getOrDefault(Type.CNAME, List.of());
      if (aliases.size() > 1 || !aliases.isEmpty() && entry.getValue().size() > 1) {
        throw new IOException(entry.getKey() + " has another record beside its CNAME");
      }
    }
    return new ZoneData(origin, (SOARecord) soa.getFirst(), List.copyOf(records), names);
  }

  boolean exists(Name name) {
    return names.containsKey(name);
  }

  List<Record> at(Name name, int type) {
    return names.getOrDefault(name, Map.of()).getOrDefault(type, List.of());
  }
}
