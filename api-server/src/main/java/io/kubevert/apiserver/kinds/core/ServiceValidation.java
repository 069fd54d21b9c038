package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a Service may be stored, but for its addresses. */
final class ServiceValidation {
  private static final int KUBELET_PORT = 10250;
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> POLICIES = List.of("Cluster", "Local");

  private ServiceValidation() {}

  static void validate(ObjectNode service, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    boolean headless = ServiceType.isHeadless(service);
    if (spec.path("ports").isEmpty() && !headless && !ServiceType.isExternalName(service)) {
      errors.required("spec.ports", "");
    }
    if (headless && ServiceType.hasNodePorts(service)) {
      errors.invalid(
          "spec.clusterIPs[0]",
          ServiceType.NONE,
          "may not be set to 'None' for " + ServiceType.type(service) + " services");
    }
    if (ServiceType.isExternalName(service)) {
      validateExternalName(spec, errors);
    }
    validatePorts(service, errors);
    LabelSelectors.validateLabels(spec.path("selector"), "spec.selector", errors);
    validateAffinity(spec, errors);
    if (!TYPES.contains(ServiceType.type(service))) {
      errors.notSupported("spec.type", ServiceType.type(service), TYPES);
    }
    validateLoadBalancer(service, errors);
    validateTrafficPolicies(service, errors);
  }

  private static void validateExternalName(JsonNode spec, FieldErrors errors) {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      if (spec.hasNonNull(field) && !spec.path(field).equals(Json.object().arrayNode())) {
        errors.forbidden("spec." + field, "may not be set for ExternalName services");
      }
    }
    String name = spec.path("externalName").asText("");
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (plain.isEmpty()) {
      errors.required("spec.externalName", "");
    } else {
      Names.dns1123Subdomain(plain)
          .forEach(fault -> errors.invalid("spec.externalName", plain, fault));
    }
  }

  private static void validatePorts(ObjectNode service, FieldErrors errors) {
    JsonNode ports = service.path("spec").path("ports");
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    Set<String> nodePorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String path = "spec.ports[" + i + "]";
      validatePort(port, path, ports.size() > 1, names, errors);
      String protocol = port.path("protocol").asText("");
      int nodePort = port.path("nodePort").asInt();
      if (ServiceType.isLoadBalancer(service) && port.path("port").asInt() == KUBELET_PORT) {
        errors.invalid(
            path,
            KUBELET_PORT,
            "may not expose port " + KUBELET_PORT + " externally since it is used by kubelet");
      }
      if (nodePort != 0 && ServiceType.type(service).equals("ClusterIP")) {
        errors.forbidden(path + ".nodePort", "may not be used when `type` is 'ClusterIP'");
      }
      if (nodePort != 0 && !nodePorts.add(protocol + nodePort)) {
        errors.duplicate(path + ".nodePort", nodePort);
      }
      if (!numbers.add(protocol + port.path("port").asInt())) {
        errors.duplicate(
            path, Json.object().put("port", port.path("port").asInt()).put("protocol", protocol));
      }
    }
  }

  private static void validatePort(
      JsonNode port, String path, boolean requireName, Set<String> names, FieldErrors errors) {
    String name = port.path("name").asText("");
    if (!name.isEmpty()) {
      Names.dns1123Label(name).forEach(fault -> errors.invalid(path + ".name", name, fault));
      if (!names.add(name)) {
        errors.duplicate(path + ".name", name);
      }
    } else if (requireName) {
      errors.required(path + ".name", "");
    }
    long number = port.path("port").asLong();
    Names.portNumber(number).forEach(fault -> errors.invalid(path + ".port", number, fault));
    PodValidation.requireSupported(port, path, "protocol", PROTOCOLS, errors);
    ProbeValidation.requirePort(port.path("targetPort"), path + ".targetPort", errors);
    String application = port.path("appProtocol").asText("");
    if (!application.isEmpty()) {
      Names.qualifiedName(application)
          .forEach(fault -> errors.invalid(path + ".appProtocol", application, fault));
    }
  }

  private static void validateAffinity(JsonNode spec, FieldErrors errors) {
    String affinity = spec.path("sessionAffinity").asText("");
    JsonNode config = spec.path("sessionAffinityConfig");
    switch (affinity) {
      case "None" -> {
        if (config.isObject()) {
          errors.forbidden(
              "spec.sessionAffinityConfig", "must not be set when session affinity is None");
        }
      }
      case "ClientIP" -> {
        long seconds = config.path("clientIP").path("timeoutSeconds").asLong();
        if (seconds <= 0 || seconds > 86400) {
          errors.invalid(
              "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
              seconds,
              "must be greater than 0 and less than 86400");
        }
      }
      default -> errors.notSupported("spec.sessionAffinity", affinity, List.of("ClientIP", "None"));
    }
  }

  private static void validateLoadBalancer(ObjectNode service, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    String onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
    if (!ServiceType.isLoadBalancer(service)) {
      if (!spec.path("loadBalancerSourceRanges").isEmpty()) {
        errors.forbidden("spec.LoadBalancerSourceRanges", onlyLoadBalancer);
      }
      for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
        if (spec.hasNonNull(field)) {
          errors.forbidden("spec." + field, onlyLoadBalancer);
        }
      }
      return;
    }
    JsonNode ranges = spec.path("loadBalancerSourceRanges");
    for (int i = 0; i < ranges.size(); i++) {
      if (!ServiceAddressValidation.isCidr(ranges.get(i).asText().strip())) {
        errors.invalid(
            "spec.LoadBalancerSourceRanges",
            ranges.toString(),
            "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ");
        return;
      }
    }
    String loadBalancerClass = spec.path("loadBalancerClass").asText("");
    if (!loadBalancerClass.isEmpty()) {
      Names.qualifiedName(loadBalancerClass)
          .forEach(fault -> errors.invalid("spec.loadBalancerClass", loadBalancerClass, fault));
    }
  }

  private static void validateTrafficPolicies(ObjectNode service, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    String external = spec.path("externalTrafficPolicy").asText("");
    if (!ServiceType.isExternallyAccessible(service)) {
      if (!external.isEmpty()) {
        errors.invalid(
            "spec.externalTrafficPolicy",
            external,
            "may only be set for externally-accessible services");
      }
    } else if (!POLICIES.contains(external)) {
      errors.notSupported("spec.externalTrafficPolicy", external, POLICIES);
    }
    long healthCheck = spec.path("healthCheckNodePort").asLong();
    if (healthCheck != 0 && !ServiceType.hasHealthCheckNodePort(service)) {
      errors.invalid(
          "spec.healthCheckNodePort",
          healthCheck,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
    String internal = spec.path("internalTrafficPolicy").asText("");
    if (!internal.isEmpty() && !POLICIES.contains(internal)) {
      errors.notSupported("spec.internalTrafficPolicy", internal, POLICIES);
    }
    String distribution = spec.path("trafficDistribution").asText("PreferClose");
    List<String> distributions = List.of("PreferClose", "PreferSameNode", "PreferSameZone");
    if (!distributions.contains(distribution)) {
      errors.notSupported("spec.trafficDistribution", distribution, distributions);
    }
  }
}
