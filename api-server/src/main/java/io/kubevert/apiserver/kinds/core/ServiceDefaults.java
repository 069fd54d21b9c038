package io.kubevert.apiserver.kinds.core;

import static io.kubevert.apiserver.kinds.core.PodSpecDefaults.setDefault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a user may leave out of a Service, but for its address families. */
final class ServiceDefaults {
  private static final int AFFINITY_SECONDS = 3 * 60 * 60;

  private ServiceDefaults() {}

  static void apply(ObjectNode service) {
    ObjectNode spec = service.withObject("/spec");
    setDefault(spec, "sessionAffinity", "None");
    setDefault(spec, "type", "ClusterIP");
    switch (spec.path("sessionAffinity").asText()) {
      case "None" -> spec.remove("sessionAffinityConfig");
      case "ClientIP" ->
          setDefault(
              spec.withObject("/sessionAffinityConfig/clientIP"),
              "timeoutSeconds",
              AFFINITY_SECONDS);
      default -> {}
    }
    for (JsonNode port : spec.path("ports")) {
      if (port instanceof ObjectNode object) {
        setDefault(object, "protocol", "TCP");
        JsonNode target = object.path("targetPort");
        if (target.asText("").isEmpty() || target.isInt() && target.asInt() == 0) {
          object.set("targetPort", object.path("port"));
        }
      }
    }
    if (ServiceType.isExternallyAccessible(service)) {
      setDefault(spec, "externalTrafficPolicy", "Cluster");
    }
    if (ServiceType.isLoadBalancer(service) && !spec.has("allocateLoadBalancerNodePorts")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
    if (!ServiceType.isExternalName(service)) {
      setDefault(spec, "internalTrafficPolicy", "Cluster");
    }
    for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
      if (ingress instanceof ObjectNode object && object.hasNonNull("ip")) {
        setDefault(object, "ipMode", "VIP");
      }
    }
  }
}
