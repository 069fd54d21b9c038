package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Service.
 *
 * @param clusterIp empty for none
 * @param externalName the DNS name that an {@code ExternalName} Service stands for
 * @param externalAddresses where it is reached from outside: those of its load balancer and its
 *     {@code externalIPs}, or else whatever it has; sorted
 */
public record Service(
    ObjectKey key,
    Optional<String> clusterIp,
    Optional<String> externalName,
    List<String> externalAddresses,
    List<Port> ports) {

  /**
   * One of its ports.
   *
   * @param name empty when the only port has none
   */
  public record Port(String name, int number) {}

  /** Reads what the API server sends. */
  public static Service of(JsonNode object) {
    JsonNode spec = object.path("spec");
    List<Port> ports = new ArrayList<>();
    spec.path("ports")
        .forEach(
            port -> ports.add(new Port(port.path("name").asText(""), port.path("port").asInt())));
    String address = spec.path("clusterIP").asText("");
    return new Service(
        ObjectKey.of(object),
        address.isEmpty() || address.equals("None") ? Optional.empty() : Optional.of(address),
        spec.path("type").asText().equals("ExternalName")
            ? Optional.of(spec.path("externalName").asText())
            : Optional.empty(),
        externalAddresses(object),
        List.copyOf(ports));
  }

  private static List<String> externalAddresses(JsonNode object) {
    Set<String> addresses = new TreeSet<>();
    JsonNode spec = object.path("spec");
    object
        .path("status")
        .path("loadBalancer")
        .path("ingress")
        .forEach(entry -> addresses.add(entry.path("ip").asText(entry.path("hostname").asText())));
    spec.path("externalIPs").forEach(address -> addresses.add(address.asText()));
    if (addresses.isEmpty()) {
      switch (spec.path("type").asText()) {
        case "ExternalName" -> addresses.add(spec.path("externalName").asText());
        case "LoadBalancer" -> {}
        default -> addresses.add(spec.path("clusterIP").asText("None"));
      }
    }
    addresses.remove("None");
    return List.copyOf(addresses);
  }

  /** The port that an Ingress names, by its name or its number; the first one for an empty text. */
  public Optional<Port> port(String nameOrNumber) {
    if (nameOrNumber.isEmpty()) {
      return ports.stream().findFirst();
    }
    return ports.stream()
        .filter(
            port ->
                port.name.equals(nameOrNumber)
                    || Integer.toString(port.number).equals(nameOrNumber))
        .findFirst();
  }
}
