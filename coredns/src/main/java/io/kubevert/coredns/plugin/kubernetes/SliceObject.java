package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the answers need of an EndpointSlice: the endpoints that are ready.
 *
 * @param service the Service that it belongs to
 * @param triggeredMillis when what it follows from last changed, since the epoch; 0 if not known
 */
record SliceObject(
    ObjectKey key, ObjectKey service, List<Endpoint> endpoints, long triggeredMillis) {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  /**
   * One address of a ready endpoint. There may be a hundred thousand of them, so it keeps no more
   * than it needs.
   *
   * @param name the first label of the endpoint's own name; empty for its IPv4 address with dashes
   */
  record Endpoint(InetAddress address, String name, List<ServiceObject.NamedPort> ports) {

    /** The first label of the endpoint's name. */
    String label() {
      return name.isEmpty() ? address.getHostAddress().replace('.', '-') : name;
    }
  }

  /**
   * Reads an EndpointSlice.
   *
   * @param byPodName whether an endpoint without a hostname is named after its pod
   */
  static SliceObject of(JsonNode object, boolean byPodName) {
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    List<ServiceObject.NamedPort> ports = new ArrayList<>();
    object.path("ports").forEach(port -> ports.add(ServiceObject.NamedPort.of(port)));
    List<Endpoint> endpoints = new ArrayList<>();
    if (!object.path("addressType").asText("IPv4").equals("FQDN")) {
      List<ServiceObject.NamedPort> shared = List.copyOf(ports);
      object.path("endpoints").forEach(item -> addReady(endpoints, item, shared, byPodName));
    }
    return new SliceObject(
        ObjectKey.of(object),
        new ObjectKey(namespace, metadata.path("labels").path(SERVICE_LABEL).asText("")),
        List.copyOf(endpoints),
        triggeredMillis(metadata.path("annotations").path(TRIGGER_TIME).asText("")));
  }

  private static long triggeredMillis(String time) {
    try {
      return time.isEmpty() ? 0 : Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private static void addReady(
      List<Endpoint> endpoints,
      JsonNode item,
      List<ServiceObject.NamedPort> ports,
      boolean byPodName) {
    if (!item.path("conditions").path("ready").asBoolean(true)) {
      return;
    }
    for (JsonNode text : item.path("addresses")) {
      InetAddress address = InetAddress.ofLiteral(text.asText());
      endpoints.add(new Endpoint(address, name(item, text.asText(), address, byPodName), ports));
    }
  }

  /** The hostname that the endpoint was given, or its pod's name, or its address with dashes. */
  private static String name(JsonNode item, String text, InetAddress address, boolean byPodName) {
    String hostname = item.path("hostname").asText("");
    String pod = byPodName ? item.path("targetRef").path("name").asText("") : "";
    if (hostname.isEmpty() && pod.isEmpty()) {
      return address instanceof Inet4Address ? "" : text.replace(':', '-').toLowerCase(Locale.ROOT);
    }
    return (hostname.isEmpty() ? pod : hostname).toLowerCase(Locale.ROOT);
  }
}
