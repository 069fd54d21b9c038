package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a pod may be stored. */
final class PodValidation {
  static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private PodValidation() {}

  static void validate(JsonNode pod, FieldErrors errors) {
    validateSpec(pod.path("spec"), "spec", errors);
  }

  static void validateSpec(JsonNode spec, String path, FieldErrors errors) {
    Set<String> volumes = VolumeValidation.validate(spec.path("volumes"), path, errors);
    Set<String> names = new HashSet<>();
    boolean hostNetwork = spec.path("hostNetwork").asBoolean();
    ContainerValidation containers = new ContainerValidation(volumes, names, hostNetwork, errors);
    if (spec.path("containers").isEmpty()) {
      errors.required(path + ".containers", "");
    }
    containers.validate(spec.path("containers"), path + ".containers", false);
    containers.validate(spec.path("initContainers"), path + ".initContainers", true);
    requireSupported(spec, path, "restartPolicy", RESTART_POLICIES, errors);
    requireSupported(spec, path, "dnsPolicy", DNS_POLICIES, errors);
    LabelSelectors.validateLabels(spec.path("nodeSelector"), path + ".nodeSelector", errors);
    SecurityContextValidation.validatePod(spec, path, errors);
    AffinityValidation.validate(spec.path("affinity"), path + ".affinity", errors);
    AffinityValidation.validateSpread(
        spec.path("topologySpreadConstraints"), path + ".topologySpreadConstraints", errors);
    validateGates(spec, path, errors);
    for (String reference : List.of("serviceAccountName", "nodeName")) {
      String name = spec.path(reference).asText("");
      if (!name.isEmpty()) {
        Names.dns1123Subdomain(name)
            .forEach(fault -> errors.invalid(path + "." + reference, name, fault));
      }
    }
    validateDnsConfig(spec, path, errors);
    for (String label : List.of("hostname", "subdomain")) {
      String value = spec.path(label).asText("");
      if (!value.isEmpty()) {
        Names.dns1123Label(value)
            .forEach(fault -> errors.invalid(path + "." + label, value, fault));
      }
    }
    long deadline = spec.path("activeDeadlineSeconds").asLong(1);
    if (deadline < 1 || deadline > Integer.MAX_VALUE) {
      errors.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    TolerationValidation.validate(spec.path("tolerations"), path + ".tolerations", errors);
    validateHostAliases(spec.path("hostAliases"), path + ".hostAliases", errors);
  }

  private static void validateGates(JsonNode spec, String path, FieldErrors errors) {
    JsonNode readiness = spec.path("readinessGates");
    for (int i = 0; i < readiness.size(); i++) {
      String at = path + ".readinessGates[" + i + "].conditionType";
      String type = readiness.get(i).path("conditionType").asText("");
      Names.qualifiedName(type).forEach(fault -> errors.invalid(at, type, fault));
    }
    Set<String> seen = new HashSet<>();
    JsonNode scheduling = spec.path("schedulingGates");
    for (int i = 0; i < scheduling.size(); i++) {
      String at = path + ".schedulingGates[" + i + "]";
      String name = scheduling.get(i).path("name").asText("");
      Names.qualifiedName(name).forEach(fault -> errors.invalid(at, name, fault));
      if (!seen.add(name)) {
        errors.duplicate(at, name);
      }
    }
    if (!scheduling.isEmpty() && !spec.path("nodeName").asText("").isEmpty()) {
      errors.forbidden(
          path + ".nodeName", "cannot be set until all schedulingGates have been cleared");
    }
  }

  static void requireSupported(
      JsonNode object, String path, String field, List<String> supported, FieldErrors errors) {
    String value = object.path(field).asText("");
    if (value.isEmpty()) {
      errors.required(path + "." + field, "");
    } else if (!supported.contains(value)) {
      errors.notSupported(path + "." + field, value, supported.stream().sorted().toList());
    }
  }

  private static void validateDnsConfig(JsonNode spec, String path, FieldErrors errors) {
    JsonNode config = spec.path("dnsConfig");
    String field = path + ".dnsConfig";
    JsonNode nameservers = config.path("nameservers");
    if (spec.path("dnsPolicy").asText().equals("None")) {
      if (!config.isObject()) {
        errors.required(field, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (nameservers.isEmpty()) {
        errors.required(
            field + ".nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    if (nameservers.size() > 3) {
      errors.invalid(field + ".nameservers", nameservers, "must not have more than 3 nameservers");
    }
    for (int i = 0; i < nameservers.size(); i++) {
      Addresses.requireIp(nameservers.get(i).asText(), field + ".nameservers[" + i + "]", errors);
    }
    JsonNode searches = config.path("searches");
    if (searches.size() > 32) {
      errors.invalid(field + ".searches", searches, "must not have more than 32 search paths");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i).asText();
      String at = field + ".searches[" + i + "]";
      if (!search.equals(".")) {
        String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
        Names.dns1123Subdomain(name).forEach(fault -> errors.invalid(at, name, fault));
      }
    }
  }

  private static void validateHostAliases(JsonNode aliases, String path, FieldErrors errors) {
    for (int i = 0; i < aliases.size(); i++) {
      String at = path + "[" + i + "]";
      Addresses.requireIp(aliases.get(i).path("ip").asText(""), at + ".ip", errors);
      JsonNode names = aliases.get(i).path("hostnames");
      for (int k = 0; k < names.size(); k++) {
        String name = names.get(k).asText();
        String nameAt = at + ".hostnames[" + k + "]";
        Names.dns1123Subdomain(name).forEach(fault -> errors.invalid(nameAt, name, fault));
      }
    }
  }
}
