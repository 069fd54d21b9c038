package io.kubevert.coredns.plugin.kubernetes;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.xbill.DNS.Name;

/** What a name below the cluster's zone names, by the shape of its labels. Lower case. */
sealed interface ClusterName {

  /** The zone itself, and the names between it and what it holds: they exist without records. */
  record EmptyNonTerminal() implements ClusterName {}

  record Apex() implements ClusterName {}

  record NameServer() implements ClusterName {}

  record Version() implements ClusterName {}

  /** {@code <namespace>.svc} or {@code <namespace>.pod}. */
  record Namespace(String namespace) implements ClusterName {}

  record Service(ServiceKey service) implements ClusterName {}

  /** {@code _<port>._<protocol>.<service>.<namespace>.svc}. */
  record Port(ServiceKey service, String port, String protocol) implements ClusterName {}

  record Endpoint(ServiceKey service, String hostname) implements ClusterName {}

  /**
   * {@code <topology zone>.<pin or prefer>._zone.<service>.<namespace>.svc}.
   *
   * @param zone as endpoints have it, which may hold dots
   * @param orOthers whether all endpoints are meant where the zone has none
   */
  record Zonal(ServiceKey service, String zone, boolean orOthers) implements ClusterName {}

  /**
   * {@code <address with dashes>.<namespace>.pod}.
   *
   * @param address the label as asked
   */
  record Pod(String namespace, String address) implements ClusterName {}

  /** A shape that the specification does not know. */
  record Unknown() implements ClusterName {}

  /**
   * @param name a name in the zone
   */
  static ClusterName parse(Name name, Name zone) {
    int count = name.labels() - zone.labels();
    if (count == 0) {
      return new Apex();
    }
    byte[] last = name.getLabel(count - 1);
    if (Labels.is(last, "svc")) {
      return service(name, count);
    }
    if (Labels.is(last, "pod")) {
      return switch (count) {
        case 1 -> new EmptyNonTerminal();
        case 2 -> new Namespace(Labels.text(name, 0));
        case 3 -> new Pod(Labels.text(name, 1), Labels.text(name, 0));
        default -> new Unknown();
      };
    }
    if (count == 1 && Labels.is(last, "dns-version")) {
      return new Version();
    }
    if (count <= 2 && Labels.is(last, "dns")) {
      return count == 1 ? new EmptyNonTerminal() : nameServer(name);
    }
    return new Unknown();
  }

  private static ClusterName nameServer(Name name) {
    return Labels.is(name.getLabel(0), "ns") ? new NameServer() : new Unknown();
  }

  private static ClusterName service(Name name, int count) {
    return switch (count) {
      case 1 -> new EmptyNonTerminal();
      case 2 -> new Namespace(Labels.text(name, 0));
      case 3 -> new Service(ServiceKey.of(name, 0));
      case 4 -> endpoint(ServiceKey.of(name, 1), Labels.text(name, 0));
      case 5 -> port(ServiceKey.of(name, 2), Labels.text(name, 0), Labels.text(name, 1));
      default -> zonal(name, count);
    };
  }

  private static ClusterName zonal(Name name, int count) {
    if (!Labels.is(name.getLabel(count - 4), "_zone")) {
      return new Unknown();
    }
    byte[] directive = name.getLabel(count - 5);
    boolean orOthers = Labels.is(directive, "prefer");
    if (!orOthers && !Labels.is(directive, "pin")) {
      return new Unknown();
    }
    String zone =
        IntStream.range(0, count - 5)
            .mapToObj(index -> Labels.text(name, index))
            .collect(Collectors.joining("."));
    return new Zonal(ServiceKey.of(name, count - 3), zone, orOthers);
  }

  private static ClusterName endpoint(ServiceKey service, String first) {
    return first.startsWith("_")
        ? new Port(service, "", first.substring(1))
        : new Endpoint(service, first);
  }

  private static ClusterName port(ServiceKey service, String port, String protocol) {
    return port.startsWith("_") && protocol.startsWith("_") && port.length() > 1
        ? new Port(service, port.substring(1), protocol.substring(1))
        : new Unknown();
  }
}
