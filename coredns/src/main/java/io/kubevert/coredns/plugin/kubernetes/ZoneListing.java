package io.kubevert.coredns.plugin.kubernetes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Every record of a cluster zone, for a transfer: what the answers to questions for each name are,
 * so that a copy of the zone answers the same.
 */
final class ZoneListing {
  private final Name zone;
  private final ZoneAnswers answers;
  private final ClusterIndex index;
  private final Set<Record> records = new LinkedHashSet<>();

  ZoneListing(Name zone, ZoneAnswers answers, ClusterIndex index) {
    this.zone = zone;
    this.answers = answers;
    this.index = index;
  }

  /** The SOA record first. */
  List<Record> records() {
    records.add(answers.soa());
    add(zone, Type.NS);
    Name nameServer = RecordMaker.below("ns", RecordMaker.below("dns", zone));
    add(nameServer, Type.A);
    add(nameServer, Type.AAAA);
    add(RecordMaker.below("dns-version", zone), Type.TXT);
    Name services = RecordMaker.below("svc", zone);
    for (ServiceEntry entry : index.services()) {
      Name namespace = RecordMaker.below(entry.service().key().namespace(), services);
      addService(RecordMaker.below(entry.service().key().name(), namespace), entry);
    }
    return new ArrayList<>(records);
  }

  private void addService(Name service, ServiceEntry entry) {
    add(service, Type.A);
    if (entry.service().kind() == ServiceObject.Kind.EXTERNAL_NAME) {
      return;
    }
    add(service, Type.AAAA);
    addPorts(service, entry.service().ports());
    for (Endpoints.Endpoint endpoint : entry.endpoints()) {
      addPorts(service, endpoint.ports());
    }
    for (String label : entry.labels()) {
      Name endpoint = RecordMaker.below(label, service);
      add(endpoint, Type.A);
      add(endpoint, Type.AAAA);
    }
  }

  private void addPorts(Name service, Collection<ServiceObject.NamedPort> ports) {
    for (ServiceObject.NamedPort port : ports) {
      if (!port.name().isEmpty()) {
        Name protocol = RecordMaker.below("_" + port.protocol(), service);
        add(RecordMaker.below("_" + port.name(), protocol), Type.SRV);
      }
    }
  }

  private void add(Name name, int type) {
    switch (answers.find(name, type)) {
      case Found.Records(List<Record> found, List<Record> additional) -> records.addAll(found);
      case Found.Alias(CNAMERecord alias) -> records.add(alias);
      case Found.NoData none -> {}
      case Found.NoName none -> {}
    }
  }
}
