package io.kubevert.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.kinds.core.PodResources;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.client.resource.ResourceType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an object takes of a quota, by the quota's names of resources: a pure function. */
final class QuotaUsage {
  private static final Set<String> COUNTED =
      Set.of(
          "configmaps",
          "persistentvolumeclaims",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "services");

  private QuotaUsage() {}

  static Map<String, BigDecimal> of(ResourceType type, JsonNode object) {
    Map<String, BigDecimal> usage = new TreeMap<>();
    usage.put("count/" + type.groupResource(), BigDecimal.ONE);
    if (COUNTED.contains(type.groupResource())) {
      usage.put(type.plural(), BigDecimal.ONE);
    }
    switch (type.groupResource()) {
      case "pods" -> pod(object, usage);
      case "services" -> service(object.path("spec"), usage);
      case "persistentvolumeclaims" ->
          Quantities.parse(object.at("/spec/resources/requests/storage").asText(""))
              .ifPresent(size -> usage.put("requests.storage", size));
      default -> {}
    }
    return usage;
  }

  private static void pod(JsonNode pod, Map<String, BigDecimal> usage) {
    String phase = pod.path("status").path("phase").asText("");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return;
    }
    usage.put("pods", BigDecimal.ONE);
    PodResources.amounts(pod.path("spec"), "requests")
        .forEach(
            (name, amount) -> {
              usage.put("requests." + name, amount);
              usage.put(name, amount);
            });
    PodResources.amounts(pod.path("spec"), "limits")
        .forEach((name, amount) -> usage.put("limits." + name, amount));
  }

  private static void service(JsonNode spec, Map<String, BigDecimal> usage) {
    BigDecimal ports = BigDecimal.valueOf(spec.path("ports").size());
    switch (spec.path("type").asText("")) {
      case "NodePort" -> usage.put("services.nodeports", ports);
      case "LoadBalancer" -> {
        usage.put("services.loadbalancers", BigDecimal.ONE);
        if (spec.path("allocateLoadBalancerNodePorts").asBoolean(true)) {
          usage.put("services.nodeports", ports);
        }
      }
      default -> {}
    }
  }

  /** Whether a quota's scopes have an object in them. */
  static boolean isInScope(JsonNode quota, ResourceType type, JsonNode object) {
    for (JsonNode scope : quota.path("spec").path("scopes")) {
      if (!type.groupResource().equals("pods") || !isInScope(scope.asText(), object)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInScope(String scope, JsonNode pod) {
    boolean bestEffort = pod.path("status").path("qosClass").asText("").equals("BestEffort");
    boolean terminating = pod.path("spec").hasNonNull("activeDeadlineSeconds");
    return switch (scope) {
      case "BestEffort" -> bestEffort;
      case "NotBestEffort" -> !bestEffort;
      case "Terminating" -> terminating;
      case "NotTerminating" -> !terminating;
      default -> true;
    };
  }
}
