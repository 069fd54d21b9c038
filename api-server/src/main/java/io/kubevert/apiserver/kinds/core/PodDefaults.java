package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.List;

/** What a pod gets beyond its spec's defaults, which templates do not. */
final class PodDefaults {
  private PodDefaults() {}

  static void apply(ObjectNode pod) {
    ObjectNode spec = pod.withObject("/spec");
    PodSpecDefaults.apply(spec);
    if (!spec.hasNonNull("enableServiceLinks")) {
      spec.put("enableServiceLinks", true);
    }
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        requestLimits(container);
        if (spec.path("hostNetwork").asBoolean()) {
          useHostPorts(container);
        }
      }
    }
  }

  /** What admission adds to a new pod: its account, its priority, and patience with its node. */
  static void admit(ObjectNode pod) {
    ObjectNode spec = pod.withObject("/spec");
    PodSpecDefaults.setDefault(
        spec, "serviceAccountName", spec.path("serviceAccount").asText("default"));
    spec.put("serviceAccount", spec.path("serviceAccountName").asText());
    PodSpecDefaults.setDefault(spec, "priority", 0);
    PodSpecDefaults.setDefault(spec, "preemptionPolicy", "PreemptLowerPriority");
    ArrayNode tolerations = spec.withArray("/tolerations");
    for (String taint : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
      if (!tolerates(tolerations, taint)) {
        tolerations
            .addObject()
            .put("key", taint)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", 300);
      }
    }
  }

  static ObjectNode firstStatus(ObjectNode pod) {
    return Json.object()
        .put("phase", "Pending")
        .put("qosClass", QualityOfService.of(pod.path("spec")));
  }

  private static boolean tolerates(ArrayNode tolerations, String taint) {
    for (JsonNode toleration : tolerations) {
      String key = toleration.path("key").asText("");
      String effect = toleration.path("effect").asText("");
      if ((key.isEmpty() || key.equals(taint))
          && (effect.isEmpty() || effect.equals("NoExecute"))) {
        return true;
      }
    }
    return false;
  }

  private static void requestLimits(JsonNode container) {
    if (container.path("resources") instanceof ObjectNode resources
        && resources.path("limits").isObject()) {
      ObjectNode requests = resources.withObject("/requests");
      for (var limit : resources.path("limits").properties()) {
        if (!requests.has(limit.getKey())) {
          requests.set(limit.getKey(), limit.getValue());
        }
      }
    }
  }

  private static void useHostPorts(JsonNode container) {
    for (JsonNode port : container.path("ports")) {
      if (port instanceof ObjectNode object && object.path("hostPort").asInt() == 0) {
        object.set("hostPort", object.path("containerPort"));
      }
    }
  }
}
