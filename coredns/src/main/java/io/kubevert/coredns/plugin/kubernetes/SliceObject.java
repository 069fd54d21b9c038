package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
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
   * One address of a ready endpoint.
   *
   * @param dashed the address as the slice writes it, with dashes
   * @param hostname the name that the endpoint was given; empty when it has none
   * @param pod the pod behind it; empty when there is none
   */
  record Endpoint(
      InetAddress address,
      String dashed,
      String hostname,
      String pod,
      List<ServiceObject.NamedPort> ports) {

    /** The first label of the endpoint's name: its hostname, else its address with dashes. */
    String label(boolean byPodName) {
      if (!hostname.isEmpty()) {
        return hostname;
      }
      return byPodName && !pod.isEmpty() ? pod : dashed;
    }
  }

  static SliceObject of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    List<ServiceObject.NamedPort> ports = new ArrayList<>();
    object.path("ports").forEach(port -> ports.add(ServiceObject.NamedPort.of(port)));
    List<Endpoint> endpoints = new ArrayList<>();
    if (!object.path("addressType").asText("IPv4").equals("FQDN")) {
      object.path("endpoints").forEach(item -> addReady(endpoints, item, List.copyOf(ports)));
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
      List<Endpoint> endpoints, JsonNode item, List<ServiceObject.NamedPort> ports) {
    if (!item.path("conditions").path("ready").asBoolean(true)) {
      return;
    }
    for (JsonNode address : item.path("addresses")) {
      endpoints.add(
          new Endpoint(
              InetAddress.ofLiteral(address.asText()),
              address.asText().replace('.', '-').replace(':', '-').toLowerCase(Locale.ROOT),
              item.path("hostname").asText("").toLowerCase(Locale.ROOT),
              item.path("targetRef").path("name").asText("").toLowerCase(Locale.ROOT),
              ports));
    }
  }
}
