package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses and address families of a Service, and what of them is there to stay. */
final class ServiceAddressValidation {
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
  private static final List<String> FAMILY_POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");
  private static final String HEALTH_CHECK_NODE_PORT = "/spec/healthCheckNodePort";
  private static final String FIXED = "may not change once set";

  private ServiceAddressValidation() {}

  static void validate(ObjectNode service, List<String> clusterFamilies, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    validateExternalIps(spec.path("externalIPs"), errors);
    if (ServiceType.isExternalName(service)) {
      return;
    }
    validateClusterIps(spec, errors);
    validateFamilies(service, clusterFamilies, errors);
    ServiceFamilies.validate(service, clusterFamilies, errors);
  }

  static void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    JsonNode addresses = service.path("spec").path("clusterIPs");
    JsonNode oldAddresses = old.path("spec").path("clusterIPs");
    if (ServiceType.isLoadBalancer(service) && ServiceType.isLoadBalancer(old)) {
      JsonNode loadBalancerClass = service.path("spec").path("loadBalancerClass");
      if (!loadBalancerClass.equals(old.path("spec").path("loadBalancerClass"))) {
        errors.invalid("spec.loadBalancerClass", loadBalancerClass.asText(""), FIXED);
      }
    }
    if (ServiceType.hasHealthCheckNodePort(service)
        && ServiceType.hasHealthCheckNodePort(old)
        && service.at(HEALTH_CHECK_NODE_PORT).asInt() != old.at(HEALTH_CHECK_NODE_PORT).asInt()) {
      errors.forbidden("spec.healthCheckNodePort", "field is immutable");
    }
    if (ServiceType.isExternalName(service) || ServiceType.isExternalName(old)) {
      return;
    }
    if (addresses.isEmpty() && !oldAddresses.isEmpty()) {
      errors.invalid("spec.clusterIPs[0]", addresses, "primary clusterIP can not be unset");
      return;
    }
    for (int i = 0; i < Math.min(addresses.size(), oldAddresses.size()); i++) {
      if (!addresses.get(i).equals(oldAddresses.get(i))) {
        errors.invalid("spec.clusterIPs[" + i + "]", addresses, FIXED);
      }
    }
    ServiceFamilies.validateUpdate(service, old, errors);
  }

  static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return false;
    }
    return Addresses.parse(text.substring(0, slash))
        .map(a -> Integer.parseInt(text.substring(slash + 1)) <= a.getAddress().length * 8)
        .orElse(false);
  }

  private static void validateClusterIps(JsonNode spec, FieldErrors errors) {
    JsonNode addresses = spec.path("clusterIPs");
    String address = spec.path("clusterIP").asText("");
    if (!addresses.isEmpty() && !addresses.get(0).asText().equals(address)) {
      errors.invalid("spec.clusterIPs", addresses, "first value must match `clusterIP`");
    }
    if (addresses.path(0).asText("").equals(ServiceType.NONE)) {
      if (addresses.size() > 1) {
        errors.invalid("spec.clusterIPs", addresses, "'None' must be the first and only value");
      }
      return;
    }
    if (addresses.size() > 2) {
      errors.invalid("spec.clusterIPs", addresses, "may only hold up to 2 values");
    }
    if (addresses.size() == 2
        && addresses.get(0).asText().contains(":") == addresses.get(1).asText().contains(":")) {
      errors.invalid(
          "spec.clusterIPs", addresses, "may specify no more than one IP for each IP family");
    }
  }

  private static void validateFamilies(
      ObjectNode service, List<String> clusterFamilies, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    JsonNode families = spec.path("ipFamilies");
    boolean anyFamily = ServiceType.isHeadless(service) && spec.path("selector").isEmpty();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < families.size(); i++) {
      String family = families.get(i).asText();
      String path = "spec.ipFamilies[" + i + "]";
      if (!FAMILIES.contains(family)) {
        errors.notSupported(path, family, FAMILIES);
      } else if (!seen.add(family)) {
        errors.duplicate(path, family);
      } else if (!anyFamily && !clusterFamilies.contains(family)) {
        errors.invalid(path, family, "not configured on this cluster");
      }
    }
    String policy = spec.path("ipFamilyPolicy").asText("SingleStack");
    if (!FAMILY_POLICIES.contains(policy)) {
      errors.notSupported("spec.ipFamilyPolicy", policy, FAMILY_POLICIES);
    }
  }

  private static void validateExternalIps(JsonNode addresses, FieldErrors errors) {
    for (int i = 0; i < addresses.size(); i++) {
      String text = addresses.get(i).asText();
      String path = "spec.externalIPs[" + i + "]";
      Addresses.requireIp(text, path, errors);
      Addresses.parse(text)
          .flatMap(Addresses::specialUse)
          .ifPresent(fault -> errors.invalid(path, text, fault));
    }
  }
}
