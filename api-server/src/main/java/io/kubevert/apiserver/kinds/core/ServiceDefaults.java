package io.kubevert.apiserver.kinds.core;

import static io.kubevert.apiserver.kinds.core.PodSpecDefaults.setDefault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a user may leave out of a Service.
 *
 * @param family the address family of the cluster's service range: IPv4 or IPv6
 */
record ServiceDefaults(String family) {
  private static final int AFFINITY_SECONDS = 3 * 60 * 60;

  void apply(ObjectNode service) {
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

  /** Fills in the address families, once the cluster IPs that the user asks for are known. */
  void applyFamilies(ObjectNode service) {
    ObjectNode spec = service.withObject("/spec");
    if (ServiceType.isExternalName(service)) {
      return;
    }
    ArrayNode families = spec.withArray("/ipFamilies");
    boolean headless = ServiceType.isHeadless(service);
    if (families.isEmpty()) {
      for (JsonNode address : spec.path("clusterIPs")) {
        if (!headless) {
          families.add(address.asText().contains(":") ? "IPv6" : "IPv4");
        }
      }
    }
    if (families.isEmpty()) {
      families.add(family);
    }
    boolean anyFamily = headless && spec.path("selector").isEmpty();
    setDefault(
        spec,
        "ipFamilyPolicy",
        anyFamily || families.size() > 1 ? "RequireDualStack" : "SingleStack");
    boolean single = spec.path("ipFamilyPolicy").asText().equals("SingleStack");
    if (anyFamily && !single && families.size() == 1) {
      families.add(families.get(0).asText().equals("IPv4") ? "IPv6" : "IPv4");
    }
  }
}
