package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.apiserver.validation.Quantities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may be written of pods and will surprise whoever wrote it. */
public final class PodWarnings {
  private static final Map<String, String> OLD_LABELS =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead");

  private PodWarnings() {}

  /** Warnings of a pod. */
  static List<String> ofPod(JsonNode pod) {
    List<String> warnings = new ArrayList<>();
    addName(pod, "this is used in the Pod's hostname", warnings);
    addSpec(pod.path("spec"), "spec", warnings);
    return warnings;
  }

  /** Warnings of a workload, whose pods are named and made after it. */
  public static List<String> ofWorkload(JsonNode workload) {
    List<String> warnings = new ArrayList<>();
    addName(workload, "this is used in Pod names and hostnames", warnings);
    addSpec(workload.path("spec").path("template").path("spec"), "spec.template.spec", warnings);
    return warnings;
  }

  private static void addName(JsonNode object, String use, List<String> warnings) {
    String name = object.path("metadata").path("name").asText("");
    List<String> faults = name.isEmpty() ? List.of() : Names.dns1123Label(name);
    if (!faults.isEmpty()) {
      warnings.add(
          "metadata.name: "
              + use
              + ", which can result in surprising behavior; a DNS label is recommended: ["
              + String.join(" ", faults)
              + "]");
    }
  }

  private static void addSpec(JsonNode spec, String path, List<String> warnings) {
    for (var label : spec.path("nodeSelector").properties()) {
      if (OLD_LABELS.containsKey(label.getKey())) {
        warnings.add(
            path + ".nodeSelector[" + label.getKey() + "]: " + OLD_LABELS.get(label.getKey()));
      }
    }
    if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
      warnings.add(
          path
              + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and"
              + " will be treated as 1");
    }
    for (String list : List.of("initContainers", "containers")) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        addContainer(spec.path(list).get(i), path + "." + list + "[" + i + "]", warnings);
      }
    }
  }

  private static void addContainer(JsonNode container, String path, List<String> warnings) {
    Map<String, Integer> variables = new HashMap<>();
    for (int i = 0; i < container.path("env").size(); i++) {
      String name = container.path("env").get(i).path("name").asText("");
      if (variables.put(name, i) != null) {
        warnings.add(
            "%s.env[%d]: hides previous definition of \"%s\", which may be dropped when using apply"
                .formatted(path, i, name));
      }
    }
    Map<String, Integer> ports = new HashMap<>();
    for (int i = 0; i < container.path("ports").size(); i++) {
      JsonNode port = container.path("ports").get(i);
      String key = port.path("containerPort").asText() + port.path("protocol").asText("TCP");
      Integer first = ports.putIfAbsent(key, i);
      if (first != null) {
        warnings.add(
            "%s.ports[%d]: duplicate port definition with %s.ports[%d]"
                .formatted(path, i, path, first));
      }
    }
    for (String list : List.of("limits", "requests")) {
      addAmounts(container.path("resources").path(list), path + ".resources." + list, warnings);
    }
  }

  private static void addAmounts(JsonNode amounts, String path, List<String> warnings) {
    for (String resource : List.of("memory", "ephemeral-storage")) {
      String text = amounts.path(resource).asText("0");
      if (Quantities.parse(text)
          .filter(amount -> amount.stripTrailingZeros().scale() > 0)
          .isPresent()) {
        warnings.add(
            "%s[%s]: fractional byte value \"%s\" is invalid, must be an integer"
                .formatted(path, resource, text));
      }
    }
  }
}
