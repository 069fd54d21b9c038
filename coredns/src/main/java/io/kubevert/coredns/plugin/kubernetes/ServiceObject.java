package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the answers need of a Service.
 *
 * @param kind how its name resolves
 * @param clusterIps of a Service with a virtual address, in its order
 * @param externalName of an ExternalName Service
 * @param labels for the {@code labels} option
 */
record ServiceObject(
    ObjectKey key,
    Kind kind,
    List<InetAddress> clusterIps,
    String externalName,
    List<NamedPort> ports,
    Map<String, String> labels) {

  /** How a Service's name resolves. */
  enum Kind {
    CLUSTER_IP,
    HEADLESS,
    EXTERNAL_NAME
  }

  /**
   * A port.
   *
   * @param name lower case; empty when the only port has none
   * @param protocol lower case
   */
  record NamedPort(String name, String protocol, int number) {
    /** There are few names, and very many ports. */
    static NamedPort of(JsonNode port) {
      return new NamedPort(
          port.path("name").asText("").toLowerCase(Locale.ROOT).intern(),
          port.path("protocol").asText("TCP").toLowerCase(Locale.ROOT).intern(),
          port.path("port").asInt());
    }
  }

  static ServiceObject of(JsonNode object) {
    JsonNode spec = object.path("spec");
    List<InetAddress> addresses = new ArrayList<>();
    boolean headless = spec.path("clusterIP").asText("").equals("None");
    JsonNode listed = spec.path("clusterIPs");
    if (!headless) {
      (listed.isEmpty() ? List.of(spec.path("clusterIP")) : listed)
          .forEach(address -> addAddress(addresses, address));
    }
    Kind kind = Kind.CLUSTER_IP;
    if (spec.path("type").asText("").equals("ExternalName")) {
      kind = Kind.EXTERNAL_NAME;
    } else if (headless) {
      kind = Kind.HEADLESS;
    }
    List<NamedPort> ports = new ArrayList<>();
    spec.path("ports").forEach(port -> ports.add(NamedPort.of(port)));
    Map<String, String> labels = new HashMap<>();
    object
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new ServiceObject(
        ObjectKey.of(object),
        kind,
        List.copyOf(addresses),
        spec.path("externalName").asText(""),
        List.copyOf(ports),
        Map.copyOf(labels));
  }

  private static void addAddress(List<InetAddress> addresses, JsonNode address) {
    if (!address.asText("").isEmpty()) {
      addresses.add(InetAddress.ofLiteral(address.asText()));
    }
  }
}
