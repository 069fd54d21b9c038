package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;

/** What a Service's type and policies make it need. */
final class ServiceType {
  static final String NONE = "None";

  private ServiceType() {}

  static boolean isLoadBalancer(JsonNode service) {
    return type(service).equals("LoadBalancer");
  }

  static boolean isExternalName(JsonNode service) {
    return type(service).equals("ExternalName");
  }

  static boolean isHeadless(JsonNode service) {
    return service.path("spec").path("clusterIP").asText("").equals(NONE)
        || service.path("spec").path("clusterIPs").path(0).asText("").equals(NONE);
  }

  static boolean hasNodePorts(JsonNode service) {
    return type(service).equals("NodePort") || isLoadBalancer(service);
  }

  /** Whether the server picks the node ports that the user has not. */
  static boolean allocatesNodePorts(JsonNode service) {
    return type(service).equals("NodePort")
        || isLoadBalancer(service)
            && service.path("spec").path("allocateLoadBalancerNodePorts").asBoolean(true);
  }

  /** Whether load balancers ask each node if it has an endpoint. */
  static boolean hasHealthCheckNodePort(JsonNode service) {
    return isLoadBalancer(service)
        && service.path("spec").path("externalTrafficPolicy").asText("").equals("Local");
  }

  static boolean isExternallyAccessible(JsonNode service) {
    return hasNodePorts(service)
        || type(service).equals("ClusterIP") && !service.path("spec").path("externalIPs").isEmpty();
  }

  static String type(JsonNode service) {
    return service.path("spec").path("type").asText("");
  }
}
