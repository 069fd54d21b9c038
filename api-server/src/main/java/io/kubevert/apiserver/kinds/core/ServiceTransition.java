package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries what the server has allocated from the old Service to the new one, so that a user may
 * replace a Service by the manifest that made it, and drops what the new type has no use for.
 */
final class ServiceTransition {
  private ServiceTransition() {}

  /** Makes {@code clusterIPs} agree with {@code clusterIP}, which older clients set alone. */
  static void normalizeClusterIps(ObjectNode service, JsonNode old) {
    ObjectNode spec = service.withObject("/spec");
    String address = spec.path("clusterIP").asText("");
    String oldAddress = old.path("spec").path("clusterIP").asText("");
    boolean listUntouched =
        spec.path("clusterIPs").isEmpty()
            || !old.isMissingNode()
                && !address.equals(oldAddress)
                && spec.path("clusterIPs").equals(old.path("spec").path("clusterIPs"));
    if (!address.isEmpty() && listUntouched) {
      spec.putArray("clusterIPs").add(address);
    } else if (address.isEmpty() && listUntouched) {
      spec.remove(List.of("clusterIP", "clusterIPs"));
    } else if (address.isEmpty() && old.isMissingNode() && !spec.path("clusterIPs").isEmpty()) {
      spec.put("clusterIP", spec.path("clusterIPs").get(0).asText());
    }
  }

  static void carryOver(ObjectNode service, ObjectNode old) {
    ObjectNode spec = service.withObject("/spec");
    JsonNode oldSpec = old.path("spec");
    if (!ServiceType.isExternalName(service) && !ServiceType.isExternalName(old)) {
      carryOverAddresses(spec, oldSpec);
    }
    if (ServiceType.hasNodePorts(service) && ServiceType.hasNodePorts(old)) {
      carryOverNodePorts(spec, oldSpec);
    }
    if (ServiceType.hasHealthCheckNodePort(service)
        && ServiceType.hasHealthCheckNodePort(old)
        && spec.path("healthCheckNodePort").asInt() == 0) {
      copy("healthCheckNodePort", oldSpec, spec);
    }
  }

  static void dropUseless(ObjectNode service, ObjectNode old) {
    ObjectNode spec = service.withObject("/spec");
    JsonNode oldSpec = old.path("spec");
    if (ServiceType.isExternalName(service) && !ServiceType.isExternalName(old)) {
      for (String field :
          List.of(
              "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")) {
        dropUnchanged(field, spec, oldSpec);
      }
    }
    if (!ServiceType.hasNodePorts(service)
        && ServiceType.hasNodePorts(old)
        && nodePorts(spec).equals(nodePorts(oldSpec))) {
      for (JsonNode port : spec.path("ports")) {
        ((ObjectNode) port).remove("nodePort");
      }
    }
    if (!ServiceType.hasHealthCheckNodePort(service)) {
      dropUnchanged("healthCheckNodePort", spec, oldSpec);
    }
    if (!ServiceType.isExternallyAccessible(service)) {
      dropUnchanged("externalTrafficPolicy", spec, oldSpec);
    }
    if (!ServiceType.isLoadBalancer(service) && ServiceType.isLoadBalancer(old)) {
      dropUnchanged("allocateLoadBalancerNodePorts", spec, oldSpec);
      dropUnchanged("loadBalancerClass", spec, oldSpec);
      service.withObject("/status").putObject("loadBalancer");
    }
  }

  /** A list that is left out is the old one, if the first address in it is. */
  private static void carryOverAddresses(ObjectNode spec, JsonNode oldSpec) {
    boolean listed = !spec.path("clusterIPs").isEmpty();
    if (!listed && spec.path("clusterIP").asText("").isEmpty()) {
      copy("clusterIP", oldSpec, spec);
    }
    if (!listed && spec.path("clusterIP").equals(oldSpec.path("clusterIP"))) {
      copy("clusterIPs", oldSpec, spec);
    }
  }

  private static void carryOverNodePorts(ObjectNode spec, JsonNode oldSpec) {
    Map<String, Integer> byName = new HashMap<>();
    for (JsonNode port : oldSpec.path("ports")) {
      byName.put(port.path("name").asText(""), port.path("nodePort").asInt());
    }
    Set<Integer> used = nodePorts(spec);
    for (JsonNode port : spec.path("ports")) {
      int known = byName.getOrDefault(port.path("name").asText(""), 0);
      if (port.path("nodePort").asInt() == 0 && known != 0 && used.add(known)) {
        ((ObjectNode) port).put("nodePort", known);
      }
    }
  }

  private static Set<Integer> nodePorts(JsonNode spec) {
    Set<Integer> numbers = new HashSet<>();
    for (JsonNode port : spec.path("ports")) {
      if (port.path("nodePort").asInt() != 0) {
        numbers.add(port.path("nodePort").asInt());
      }
    }
    return numbers;
  }

  private static void copy(String field, JsonNode from, ObjectNode to) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    }
  }

  private static void dropUnchanged(String field, ObjectNode spec, JsonNode oldSpec) {
    if (spec.path(field).equals(oldSpec.path(field))) {
      spec.remove(field);
    }
  }
}
