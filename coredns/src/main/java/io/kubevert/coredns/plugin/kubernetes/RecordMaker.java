package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.message.AddressRecords;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Makes the records of one zone. */
final class RecordMaker {
  private static final int FULL_WEIGHT = 100;
  private static final int REFRESH = 7200;
  private static final int RETRY = 1800;
  private static final int EXPIRE = 86_400;
  private static final int LONGEST_NEGATIVE_TTL = 300;

  private final Name zone;
  private final int ttl;
  private final Name nameServer;
  private final Name mailbox;
  private final Name services;

  RecordMaker(Name zone, int ttl) {
    this.zone = zone;
    this.ttl = ttl;
    this.nameServer = below("ns", below("dns", zone));
    this.mailbox = below("hostmaster", zone);
    this.services = below("svc", zone);
  }

  /**
   * Where an SRV record points.
   *
   * @param name the target
   * @param port its port
   */
  record Target(Name name, int port) {}

  Name nameServer() {
    return nameServer;
  }

  Name serviceName(ServiceEntry entry) {
    return below(entry.service().key().name(), below(entry.service().key().namespace(), services));
  }

  static Name below(String label, Name parent) {
    try {
      return new Name(label, parent);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("no name can be made of '" + label + "' in " + parent, e);
    }
  }

  SOARecord soa(long serial) {
    return new SOARecord(
        zone,
        DClass.IN,
        Math.min(ttl, LONGEST_NEGATIVE_TTL),
        nameServer,
        mailbox,
        serial,
        REFRESH,
        RETRY,
        EXPIRE,
        ttl);
  }

  /** One record for each address of the type's family, none twice. */
  AddressRecords addresses(Name owner, int type, Collection<InetAddress> addresses) {
    List<InetAddress> ofFamily = new ArrayList<>(addresses.size());
    for (InetAddress address : addresses.size() > 1 ? new LinkedHashSet<>(addresses) : addresses) {
      if (isOfFamily(type, address)) {
        ofFamily.add(address);
      }
    }
    return AddressRecords.of(owner, type, ttl, ofFamily);
  }

  private static boolean isOfFamily(int type, InetAddress address) {
    return type == (address instanceof Inet4Address ? Type.A : Type.AAAA);
  }

  /** The addresses of both families, for the additional section. */
  List<Record> allAddresses(Name owner, Collection<InetAddress> addresses) {
    List<Record> records = new ArrayList<>(addresses(owner, Type.A, addresses));
    records.addAll(addresses(owner, Type.AAAA, addresses));
    return records;
  }

  /** An SRV record for each target, none twice, all with the same share of the weight. */
  List<Record> services(Name owner, List<Target> targets) {
    int weight = Math.max(1, FULL_WEIGHT / Math.max(1, targets.size()));
    List<Record> records = new ArrayList<>(targets.size());
    for (Target target : new LinkedHashSet<>(targets)) {
      records.add(new SRVRecord(owner, DClass.IN, ttl, 0, weight, target.port(), target.name()));
    }
    return records;
  }

  /** A name of several labels, as an ExternalName Service holds it. */
  static Name target(String text) throws NameTooLongException, TextParseException {
    return Name.fromString(text, Name.root);
  }
}
