package io.kubevert.apiserver.kinds.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether an EndpointSlice may be stored. */
final class EndpointSliceValidation {
  private static final int MOST_ENDPOINTS = 1000;
  private static final int MOST_ADDRESSES = 100;
  private static final int MOST_PORTS = 20_000;
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private EndpointSliceValidation() {}

  static void validate(JsonNode slice, FieldErrors errors) {
    List<String> types = List.of("FQDN", "IPv4", "IPv6");
    String type = slice.path("addressType").asText("");
    if (type.isEmpty()) {
      errors.required("addressType", "");
    } else if (!types.contains(type)) {
      errors.notSupported("addressType", type, types);
    }
    JsonNode endpoints = slice.path("endpoints");
    if (endpoints.size() > MOST_ENDPOINTS) {
      errors.tooMany("endpoints", endpoints.size(), MOST_ENDPOINTS);
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      validateEndpoint(endpoints.get(i), "endpoints[" + i + "]", errors);
    }
    validatePorts(slice.path("ports"), errors);
  }

  private static void validateEndpoint(JsonNode endpoint, String path, FieldErrors errors) {
    JsonNode addresses = endpoint.path("addresses");
    if (addresses.isEmpty()) {
      errors.required(path + ".addresses", "must contain at least 1 address");
    } else if (addresses.size() > MOST_ADDRESSES) {
      errors.tooMany(path + ".addresses", addresses.size(), MOST_ADDRESSES);
    }
    String hostname = endpoint.path("hostname").asText("");
    if (!hostname.isEmpty()) {
      Names.dns1123Label(hostname)
          .forEach(fault -> errors.invalid(path + ".hostname", hostname, fault));
    }
  }

  private static void validatePorts(JsonNode ports, FieldErrors errors) {
    if (ports.size() > MOST_PORTS) {
      errors.tooMany("ports", ports.size(), MOST_PORTS);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String path = "ports[" + i + "]";
      String name = ports.get(i).path("name").asText("");
      if (!name.isEmpty()) {
        Names.dns1123Label(name).forEach(fault -> errors.invalid(path + ".name", name, fault));
      }
      if (!names.add(name)) {
        errors.duplicate(path + ".name", name);
      }
      String protocol = ports.get(i).path("protocol").asText("");
      if (!PROTOCOLS.contains(protocol)) {
        errors.notSupported(path + ".protocol", protocol, PROTOCOLS);
      }
    }
  }
}
