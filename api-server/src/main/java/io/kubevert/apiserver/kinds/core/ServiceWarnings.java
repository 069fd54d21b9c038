package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What may be written of Services and does not do what whoever wrote it may think. */
final class ServiceWarnings {
  private static final String EXTERNAL_NAME = "ExternalName";

  private ServiceWarnings() {}

  static List<String> of(JsonNode spec) {
    List<String> warnings = new ArrayList<>();
    boolean external = spec.path("type").asText("").equals(EXTERNAL_NAME);
    boolean hasAddresses = !spec.path("externalIPs").isEmpty();
    if (hasAddresses) {
      warnings.add(
          "spec.externalIPs is deprecated in v1.36+: whoever may write Services can take over"
              + " the traffic to any address (CVE-2020-8554); use a Service of type LoadBalancer");
    }
    if (external && hasAddresses) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!external && !spec.path("externalName").asText("").isEmpty()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (isHeadless(spec)) {
      if (!spec.path("loadBalancerIP").asText("").isEmpty()) {
        warnings.add("spec.loadBalancerIP is ignored for headless services");
      }
      if (hasAddresses) {
        warnings.add("spec.externalIPs is ignored for headless services");
      }
      if (!spec.path("sessionAffinity").asText("None").equals("None")) {
        warnings.add("spec.SessionAffinity is ignored for headless services");
      }
    }
    return warnings;
  }

  private static boolean isHeadless(JsonNode spec) {
    return spec.path("clusterIP").asText("").equals("None")
        || spec.path("clusterIPs").path(0).asText("").equals("None");
  }
}
