package io.kubevert.kubeproxy.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.address.Cidrs;
import io.kubevert.kubeproxy.service.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the fields of a discovery.k8s.io/v1 EndpointSlice that forwarding depends on. */
public final class EndpointSliceDecoder {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

  private EndpointSliceDecoder() {}

  /** Whether a slice can matter to this proxy. */
  public static boolean isProxied(ObjectNode slice) {
    JsonNode labels = slice.path("metadata").path("labels");
    String addressType = slice.path("addressType").asText("");
    return labels.has(SERVICE_NAME)
        && !labels.has(HEADLESS)
        && !labels.has(OTHER_PROXY)
        && (addressType.equals("IPv4") || addressType.equals("IPv6"));
  }

  public static EndpointSlice decode(ObjectNode slice) {
    ObjectKey key = ObjectKey.of(slice);
    String service = slice.path("metadata").path("labels").path(SERVICE_NAME).asText();
    return new EndpointSlice(
        key,
        new ObjectKey(key.namespace(), service),
        slice.path("addressType").asText("").equals("IPv6"),
        ports(slice.path("ports")),
        endpoints(slice.path("endpoints")));
  }

  private static List<EndpointSlice.Port> ports(JsonNode ports) {
    List<EndpointSlice.Port> decoded = new ArrayList<>();
    for (JsonNode port : ports) {
      if (port.hasNonNull("port")) {
        decoded.add(
            new EndpointSlice.Port(
                port.path("name").asText(""),
                Protocol.valueOf(port.path("protocol").asText("TCP")),
                port.path("port").asInt()));
      }
    }
    return decoded;
  }

  private static List<Endpoint> endpoints(JsonNode endpoints) {
    List<Endpoint> decoded = new ArrayList<>();
    for (JsonNode endpoint : endpoints) {
      JsonNode conditions = endpoint.path("conditions");
      boolean ready = conditions.path("ready").asBoolean(true);
      String address = endpoint.path("addresses").path(0).asText("");
      if (Cidrs.isAddress(address)) {
        decoded.add(
            new Endpoint(
                address,
                ready,
                conditions.path("serving").asBoolean(ready),
                conditions.path("terminating").asBoolean(false),
                endpoint.path("nodeName").asText("").intern(),
                names(endpoint.path("hints").path("forZones")),
                names(endpoint.path("hints").path("forNodes"))));
      }
    }
    return decoded;
  }

  /** Few nodes and zones are named very often. */
  private static Set<String> names(JsonNode hints) {
    if (hints.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    hints.forEach(hint -> names.add(hint.path("name").asText().intern()));
    return names;
  }
}
