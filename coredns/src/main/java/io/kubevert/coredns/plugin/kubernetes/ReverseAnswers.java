package io.kubevert.coredns.plugin.kubernetes;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The names of addresses: a virtual address is its Service, any other its endpoints' names. */
final class ReverseAnswers {
  private final KubernetesOptions options;
  private final ClusterIndex index;
  private final RecordMaker maker;

  ReverseAnswers(KubernetesOptions options, ClusterIndex index) {
    this.options = options;
    this.index = index;
    this.maker = new RecordMaker(options.clusterZone(), options.ttl());
  }

  Found find(Name name, int type, InetAddress address) {
    List<Name> names = names(address);
    if (names.isEmpty()) {
      return Found.NO_NAME;
    }
    List<Record> records = new ArrayList<>();
    if (type == Type.PTR) {
      names.forEach(target -> records.add(new PTRRecord(name, DClass.IN, options.ttl(), target)));
    }
    return Found.records(records);
  }

  private List<Name> names(InetAddress address) {
    List<Name> names = new ArrayList<>();
    for (ServiceEntry entry : index.withClusterIp(address)) {
      if (isExposed(entry)) {
        names.add(maker.serviceName(entry));
      }
    }
    if (!names.isEmpty()) {
      return names;
    }
    for (ServiceEntry entry : index.withEndpoint(address)) {
      if (isExposed(entry)) {
        addEndpointNames(names, entry, address);
      }
    }
    return names.stream().distinct().toList();
  }

  private void addEndpointNames(List<Name> names, ServiceEntry entry, InetAddress address) {
    Name service = maker.serviceName(entry);
    for (Endpoints.Endpoint endpoint : entry.endpoints()) {
      if (endpoint.address().equals(address)) {
        names.add(RecordMaker.below(endpoint.label(), service));
      }
    }
  }

  private boolean isExposed(ServiceEntry entry) {
    return index.hasNamespace(entry.service().key().namespace());
  }
}
