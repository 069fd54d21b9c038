package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.message.AddressRecords;
import io.kubevert.coredns.plugin.kubernetes.Endpoints.Endpoint;
import io.kubevert.coredns.plugin.kubernetes.KubernetesOptions.Pods;
import io.kubevert.coredns.plugin.kubernetes.RecordMaker.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Answers for the names of one cluster zone, from the index alone. */
final class ZoneAnswers {
  private static final String VERSION = "1.1.0";
  private static final int VERSION_TTL = 28_800;

  private final Name zone;
  private final KubernetesOptions options;
  private final ClusterIndex index;
  private final Supplier<List<InetAddress>> dnsAddresses;
  private final RecordMaker maker;
  private final Denials denials;

  /**
   * @param dnsAddresses where the zone's name server is reached
   * @param serial of the SOA record
   */
  ZoneAnswers(
      Name zone,
      KubernetesOptions options,
      ClusterIndex index,
      Supplier<List<InetAddress>> dnsAddresses,
      LongSupplier serial) {
    this.zone = zone;
    this.options = options;
    this.index = index;
    this.dnsAddresses = dnsAddresses;
    this.maker = new RecordMaker(zone, options.ttl());
    this.denials = new Denials(maker, serial);
  }

  Denials denials() {
    return denials;
  }

  Record soa() {
    return denials.now().soa();
  }

  Found find(Name name, int type) {
    return switch (ClusterName.parse(name, zone)) {
      case ClusterName.Apex apex -> apex(name, type);
      case ClusterName.EmptyNonTerminal empty -> Found.NO_DATA;
      case ClusterName.Unknown unknown -> Found.NO_NAME;
      case ClusterName.NameServer server ->
          Found.records(maker.addresses(name, type, dnsAddresses.get()));
      case ClusterName.Version version -> version(name, type);
      case ClusterName.Namespace(String namespace) ->
          index.hasNamespace(namespace) ? Found.NO_DATA : Found.NO_NAME;
      case ClusterName.Service(ServiceKey service) ->
          entry(service).map(entry -> service(name, type, entry)).orElse(Found.NO_NAME);
      case ClusterName.Port(ServiceKey service, String port, String protocol) ->
          entry(service)
              .map(entry -> port(name, type, entry, port, protocol))
              .orElse(Found.NO_NAME);
      case ClusterName.Endpoint(ServiceKey service, String hostname) ->
          entry(service).map(entry -> endpoint(name, type, entry, hostname)).orElse(Found.NO_NAME);
      case ClusterName.Zonal zonal ->
          options.view().zonal()
              ? entry(zonal.service())
                  .map(entry -> zonal(name, type, entry, zonal))
                  .orElse(Found.NO_NAME)
              : Found.NO_NAME;
      case ClusterName.Pod(String namespace, String address) -> pod(name, type, namespace, address);
    };
  }

  /** The names of an address. */
  Found reverse(Name name, int type) {
    if (name.equals(zone)) {
      return apex(name, type);
    }
    Optional<InetAddress> address = ReverseName.address(name);
    if (address.isEmpty()) {
      return Found.NO_NAME;
    }
    return new ReverseAnswers(options, index).find(name, type, address.get());
  }

  private Found apex(Name name, int type) {
    return switch (type) {
      case Type.SOA -> Found.records(List.of(soa()));
      case Type.NS ->
          new Found.Records(
              List.of(new NSRecord(name, DClass.IN, options.ttl(), maker.nameServer())),
              maker.allAddresses(maker.nameServer(), dnsAddresses.get()));
      default -> Found.NO_DATA;
    };
  }

  private static Found version(Name name, int type) {
    return type == Type.TXT
        ? Found.records(List.of(new TXTRecord(name, DClass.IN, VERSION_TTL, VERSION)))
        : Found.NO_DATA;
  }

  private Optional<ServiceEntry> entry(ServiceKey service) {
    return index
        .service(service)
        .filter(found -> index.hasNamespace(found.service().key().namespace()))
        .filter(found -> !options.ignoreEmptyServices() || !isEmpty(found));
  }

  private static boolean isEmpty(ServiceEntry entry) {
    return entry.service().kind() == ServiceObject.Kind.CLUSTER_IP && !entry.hasEndpoints();
  }

  private Found service(Name name, int type, ServiceEntry entry) {
    return switch (entry.service().kind()) {
      case EXTERNAL_NAME -> external(name, type, entry.service());
      case CLUSTER_IP -> virtual(name, type, entry, entry.service().ports());
      case HEADLESS ->
          isAddressType(type) && entry.hasEndpoints()
              ? Found.records(
                  entry.records(maker, type, () -> maker.addresses(name, type, entry.addresses())))
              : endpoints(name, type, entry, entry.endpoints(), port -> true);
    };
  }

  private static boolean isAddressType(int type) {
    return type == Type.A || type == Type.AAAA;
  }

  private AddressRecords addresses(Name name, int type, List<Endpoint> endpoints) {
    return maker.addresses(name, type, endpoints.stream().map(Endpoint::address).toList());
  }

  private Found port(Name name, int type, ServiceEntry entry, String port, String protocol) {
    PortFilter filter =
        candidate ->
            candidate.protocol().equals(protocol)
                && (port.isEmpty() || candidate.name().equals(port));
    if (port.isEmpty()) {
      return entry.service().ports().stream().anyMatch(filter::accepts)
          ? Found.NO_DATA
          : Found.NO_NAME;
    }
    return switch (entry.service().kind()) {
      case EXTERNAL_NAME -> Found.NO_NAME;
      case CLUSTER_IP -> {
        List<ServiceObject.NamedPort> ports =
            entry.service().ports().stream().filter(filter::accepts).toList();
        yield ports.isEmpty() ? Found.NO_NAME : virtual(name, type, entry, ports);
      }
      case HEADLESS ->
          endpoints(
              name,
              type,
              entry,
              entry.endpoints().stream()
                  .filter(endpoint -> endpoint.ports().stream().anyMatch(filter::accepts))
                  .toList(),
              filter);
    };
  }

  private Found endpoint(Name name, int type, ServiceEntry entry, String hostname) {
    List<Endpoint> endpoints = entry.withLabel(hostname);
    return endpoints(name, type, entry, endpoints, port -> true);
  }

  /**
   * Whoever pins a zone is told that there is nothing in it; a denial of the name would be kept.
   */
  private Found zonal(Name name, int type, ServiceEntry entry, ClusterName.Zonal zonal) {
    if (entry.service().kind() != ServiceObject.Kind.HEADLESS) {
      return Found.NO_NAME;
    }
    List<Endpoint> all = entry.endpoints();
    List<Endpoint> inZone =
        all.stream().filter(endpoint -> endpoint.zone().equals(zonal.zone())).toList();
    List<Endpoint> chosen = inZone.isEmpty() && zonal.orOthers() ? all : inZone;
    return chosen.isEmpty() ? Found.NO_DATA : endpoints(name, type, entry, chosen, port -> true);
  }

  private Found external(Name name, int type, ServiceObject service) {
    if (isAddress(service.externalName())) {
      return Found.NO_NAME;
    }
    if (type == Type.SRV) {
      return Found.NO_DATA;
    }
    try {
      Name target = RecordMaker.target(service.externalName());
      return new Found.Alias(new CNAMERecord(name, DClass.IN, options.ttl(), target));
    } catch (TextParseException | NameTooLongException e) {
      return Found.NO_NAME;
    }
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Found virtual(
      Name name, int type, ServiceEntry entry, List<ServiceObject.NamedPort> ports) {
    List<InetAddress> addresses = entry.service().clusterIps();
    return switch (type) {
      case Type.A, Type.AAAA -> Found.records(maker.addresses(name, type, addresses));
      case Type.SRV -> {
        Name target = maker.serviceName(entry);
        List<Target> targets =
            ports.stream().map(port -> new Target(target, port.number())).toList();
        yield targets.isEmpty()
            ? Found.NO_DATA
            : new Found.Records(
                maker.services(name, targets), maker.allAddresses(target, addresses));
      }
      default -> Found.NO_DATA;
    };
  }

  /** Tells which ports an SRV answer lists. */
  @FunctionalInterface
  private interface PortFilter {
    boolean accepts(ServiceObject.NamedPort port);
  }

  private Found endpoints(
      Name name, int type, ServiceEntry entry, List<Endpoint> endpoints, PortFilter filter) {
    if (endpoints.isEmpty()) {
      return Found.NO_NAME;
    }
    return switch (type) {
      case Type.A, Type.AAAA -> Found.records(addresses(name, type, endpoints));
      case Type.SRV -> endpointServices(name, entry, endpoints, filter);
      default -> Found.NO_DATA;
    };
  }

  private Found endpointServices(
      Name name, ServiceEntry entry, List<Endpoint> endpoints, PortFilter filter) {
    Name serviceName = maker.serviceName(entry);
    List<Target> targets = new ArrayList<>();
    List<Record> additional = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Name target = RecordMaker.below(endpoint.label(), serviceName);
      endpoint.ports().stream()
          .filter(filter::accepts)
          .forEach(port -> targets.add(new Target(target, port.number())));
      additional.addAll(maker.allAddresses(target, List.of(endpoint.address())));
    }
    return targets.isEmpty()
        ? Found.NO_DATA
        : new Found.Records(maker.services(name, targets), additional.stream().distinct().toList());
  }

  private Found pod(Name name, int type, String namespace, String label) {
    if (options.pods() == Pods.DISABLED || !index.hasNamespace(namespace)) {
      return Found.NO_NAME;
    }
    return PodLabel.address(label)
        .filter(
            address -> options.pods() == Pods.INSECURE || index.pods().holds(namespace, address))
        .map(address -> Found.records(maker.addresses(name, type, List.of(address))))
        .orElse(Found.NO_NAME);
  }
}
