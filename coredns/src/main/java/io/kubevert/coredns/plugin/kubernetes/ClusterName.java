package io.kubevert.coredns.plugin.kubernetes;

import java.nio.charset.StandardCharsets;
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

  record Service(String namespace, String service) implements ClusterName {}

  /** {@code _<port>._<protocol>.<service>.<namespace>.svc}. */
  record Port(String namespace, String service, String port, String protocol)
      implements ClusterName {}

  record Endpoint(String namespace, String service, String hostname) implements ClusterName {}

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
    String last = label(name, count - 1);
    if (last.equals("svc")) {
      return service(name, count);
    }
    if (last.equals("pod")) {
      return switch (count) {
        case 1 -> new EmptyNonTerminal();
        case 2 -> new Namespace(label(name, 0));
        case 3 -> new Pod(label(name, 1), label(name, 0));
        default -> new Unknown();
      };
    }
    if (last.equals("dns-version") && count == 1) {
      return new Version();
    }
    if (last.equals("dns") && count == 1) {
      return new EmptyNonTerminal();
    }
    return last.equals("dns") && count == 2 && label(name, 0).equals("ns")
        ? new NameServer()
        : new Unknown();
  }

  private static ClusterName service(Name name, int count) {
    return switch (count) {
      case 1 -> new EmptyNonTerminal();
      case 2 -> new Namespace(label(name, 0));
      case 3 -> new Service(label(name, 1), label(name, 0));
      case 4 -> endpoint(label(name, 2), label(name, 1), label(name, 0));
      case 5 -> port(label(name, 3), label(name, 2), label(name, 0), label(name, 1));
      default -> new Unknown();
    };
  }

  private static ClusterName endpoint(String namespace, String service, String first) {
    return first.startsWith("_")
        ? new Port(namespace, service, "", first.substring(1))
        : new Endpoint(namespace, service, first);
  }

  private static ClusterName port(String namespace, String service, String port, String protocol) {
    return port.startsWith("_") && protocol.startsWith("_") && port.length() > 1
        ? new Port(namespace, service, port.substring(1), protocol.substring(1))
        : new Unknown();
  }

  private static String label(Name name, int index) {
    byte[] counted = name.getLabel(index);
    byte[] label = new byte[counted.length - 1];
    for (int i = 0; i < label.length; i++) {
      byte octet = counted[i + 1];
      label[i] = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
    }
    return new String(label, StandardCharsets.ISO_8859_1);
  }
}
