package io.kubevert.coredns.nodecache;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where the cluster's DNS servers are: the ready endpoints of its Service, in the order of the
 * addresses.
 *
 * @param udp of the port {@code dns}
 * @param tcp of the port {@code dns-tcp}
 */
record ClusterDnsAddresses(List<InetSocketAddress> udp, List<InetSocketAddress> tcp) {
  static final ClusterDnsAddresses NONE = new ClusterDnsAddresses(List.of(), List.of());
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  ClusterDnsAddresses {
    udp = List.copyOf(udp);
    tcp = List.copyOf(tcp);
  }

  boolean isEmpty() {
    return udp.isEmpty() && tcp.isEmpty();
  }

  /** Those that the Service's slices hold; other Services' are passed over. */
  static ClusterDnsAddresses of(List<? extends JsonNode> slices, String service) {
    return new ClusterDnsAddresses(
        addresses(slices, service, "dns"), addresses(slices, service, "dns-tcp"));
  }

  private static List<InetSocketAddress> addresses(
      List<? extends JsonNode> slices, String service, String port) {
    List<InetSocketAddress> found = new ArrayList<>();
    for (JsonNode slice : slices) {
      JsonNode labels = slice.path("metadata").path("labels");
      if (labels.path(SERVICE_LABEL).asText("").equals(service)) {
        number(slice, port)
            .forEach(number -> ready(slice).forEach(host -> found.add(at(host, number))));
      }
    }
    return found.stream().distinct().sorted(ClusterDnsAddresses::compare).toList();
  }

  private static Stream<Integer> number(JsonNode slice, String name) {
    return items(slice.path("ports"))
        .filter(port -> port.path("name").asText("").equals(name))
        .map(port -> port.path("port").asInt());
  }

  private static Stream<String> ready(JsonNode slice) {
    return items(slice.path("endpoints"))
        .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
        .flatMap(endpoint -> items(endpoint.path("addresses")))
        .map(JsonNode::asText);
  }

  private static Stream<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static int compare(InetSocketAddress one, InetSocketAddress other) {
    return one.toString().compareTo(other.toString());
  }
}
