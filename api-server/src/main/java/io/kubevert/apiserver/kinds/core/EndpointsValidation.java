package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;

/** Whether Endpoints may be stored: people write them by hand for Services without a selector. */
final class EndpointsValidation {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private EndpointsValidation() {}

  static void validate(JsonNode endpoints, FieldErrors errors) {
    JsonNode subsets = endpoints.path("subsets");
    for (int i = 0; i < subsets.size(); i++) {
      JsonNode subset = subsets.get(i);
      String path = "subsets[" + i + "]";
      if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
        errors.required(path, "must specify `addresses` or `notReadyAddresses`");
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        for (int k = 0; k < subset.path(list).size(); k++) {
          String at = path + "." + list + "[" + k + "]";
          validateAddress(subset.path(list).get(k), at, errors);
        }
      }
      validatePorts(subset.path("ports"), path + ".ports", errors);
    }
  }

  private static void validateAddress(JsonNode address, String path, FieldErrors errors) {
    String ip = address.path("ip").asText("");
    Addresses.requireIp(ip, path + ".ip", errors);
    Addresses.parse(ip)
        .flatMap(Addresses::specialUse)
        .ifPresent(fault -> errors.invalid(path + ".ip", ip, fault));
    String hostname = address.path("hostname").asText("");
    if (!hostname.isEmpty()) {
      Names.dns1123Label(hostname)
          .forEach(fault -> errors.invalid(path + ".hostname", hostname, fault));
    }
  }

  private static void validatePorts(JsonNode ports, String path, FieldErrors errors) {
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String at = path + "[" + i + "]";
      String name = port.path("name").asText("");
      if (!name.isEmpty()) {
        Names.dns1123Label(name).forEach(fault -> errors.invalid(at + ".name", name, fault));
      } else if (ports.size() > 1) {
        errors.required(at + ".name", "");
      }
      long number = port.path("port").asLong();
      Names.portNumber(number).forEach(fault -> errors.invalid(at + ".port", number, fault));
      PodValidation.requireSupported(port, at, "protocol", PROTOCOLS, errors);
    }
  }
}
