package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;

/**
 * The address families of a Service (KEP-563): what is filled in of {@code ipFamilyPolicy} and
 * {@code ipFamilies}, and how a Service goes from one family to two and back. Nothing but the
 * policy, a second address or a second family that a user writes makes it do so.
 */
final class ServiceFamilies {
  private static final String SINGLE = "SingleStack";
  private static final String PREFER = "PreferDualStack";
  private static final String REQUIRE = "RequireDualStack";
  private static final String POLICY = "ipFamilyPolicy";
  private static final String FAMILIES = "ipFamilies";
  private static final String ADDRESSES = "clusterIPs";

  private ServiceFamilies() {}

  /**
   * Fills in policy and families, once the cluster IPs that the user asks for are known.
   *
   * @param old the Service as stored; missing on create
   * @param ofCluster the families of the cluster, that of Services that name none first
   */
  static void complete(ObjectNode service, JsonNode old, List<String> ofCluster) {
    if (ServiceType.isExternalName(service) || isSettled(service, old)) {
      return;
    }
    ObjectNode spec = service.withObject("/spec");
    JsonNode oldSpec = old.path("spec");
    boolean anyFamily = ServiceType.isHeadless(service) && spec.path("selector").isEmpty();
    if (!spec.hasNonNull(POLICY)) {
      spec.put(POLICY, oldSpec.path(POLICY).asText(anyFamily ? REQUIRE : SINGLE));
    }
    boolean single = spec.path(POLICY).asText().equals(SINGLE);
    if (single) {
      keepFirst(ADDRESSES, spec, oldSpec);
      keepFirst(FAMILIES, spec, oldSpec);
    }
    ArrayNode families = spec.withArray("/" + FAMILIES);
    boolean reduced = !single && isReduced(FAMILIES, spec, oldSpec);
    if (!ServiceType.isHeadless(service) && !reduced) {
      infer(families, spec.path(ADDRESSES), ofCluster);
    }
    if (families.isEmpty()) {
      families.add(ofCluster.getFirst());
    }
    boolean room = anyFamily || ofCluster.size() > 1;
    if (!single && room && families.size() == 1 && !reduced) {
      families.add(families.get(0).asText().equals("IPv4") ? "IPv6" : "IPv4");
    }
  }

  private static void infer(ArrayNode families, JsonNode addresses, List<String> ofCluster) {
    for (int i = families.size(); i < addresses.size(); i++) {
      String family = family(addresses.get(i).asText());
      if (ofCluster.contains(family)) {
        families.add(family);
      }
    }
  }

  /** Adds what is wrong with the step from the old families and addresses to the new ones. */
  static void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    JsonNode oldSpec = old.path("spec");
    if (!spec.path(POLICY).asText().equals(SINGLE)) {
      if (isReduced(ADDRESSES, spec, oldSpec)) {
        errors.invalid(
            "spec." + POLICY,
            spec.path(POLICY).asText(),
            "must be 'SingleStack' to release the secondary cluster IP");
      }
      if (isReduced(FAMILIES, spec, oldSpec)) {
        errors.invalid(
            "spec." + POLICY,
            spec.path(POLICY).asText(),
            "must be 'SingleStack' to release the secondary IP family");
      }
    }
    JsonNode families = spec.path(FAMILIES);
    JsonNode oldFamilies = oldSpec.path(FAMILIES);
    boolean free = ServiceType.isHeadless(service) && ServiceType.isHeadless(old);
    for (int i = 0; !free && i < Math.min(families.size(), oldFamilies.size()); i++) {
      if (!families.get(i).equals(oldFamilies.get(i))) {
        errors.invalid("spec." + FAMILIES + "[" + i + "]", families, "may not change once set");
      }
    }
  }

  /** Adds what is wrong with policy, families and addresses as they stand beside each other. */
  static void validate(ObjectNode service, List<String> ofCluster, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    String policy = spec.path(POLICY).asText(SINGLE);
    boolean anyFamily = ServiceType.isHeadless(service) && spec.path("selector").isEmpty();
    if (policy.equals(REQUIRE) && !anyFamily && ofCluster.size() < 2) {
      errors.invalid(
          "spec." + POLICY, policy, "this cluster is not configured for dual-stack services");
    }
    if (policy.equals(SINGLE) && spec.path(ADDRESSES).size() == 2) {
      errors.invalid("spec." + POLICY, policy, needsDualStack("cluster IPs"));
    }
    if (policy.equals(SINGLE) && spec.path(FAMILIES).size() == 2) {
      errors.invalid("spec." + POLICY, policy, needsDualStack("IP families"));
    }
    if (!ServiceType.isHeadless(service)) {
      validateAddresses(spec.path(ADDRESSES), spec.path(FAMILIES), ofCluster, errors);
    }
  }

  private static void validateAddresses(
      JsonNode addresses, JsonNode families, List<String> ofCluster, FieldErrors errors) {
    for (int i = 0; i < addresses.size(); i++) {
      String address = addresses.get(i).asText();
      String path = "spec." + ADDRESSES + "[" + i + "]";
      String wanted = families.path(i).asText(family(address));
      if (Addresses.parse(address).isEmpty()) {
        errors.invalid(path, address, Addresses.FAULT);
      } else if (!ofCluster.contains(family(address))) {
        errors.invalid(path, addresses, family(address) + " is not configured on this cluster");
      } else if (!wanted.equals(family(address))) {
        errors.invalid(
            path,
            address,
            "expected an " + wanted + " value as indicated by `ipFamilies[" + i + "]`");
      }
    }
  }

  private static String needsDualStack(String what) {
    return "must be 'RequireDualStack' or 'PreferDualStack' when multiple "
        + what
        + " are specified";
  }

  /** A Service that prefers two families stays with those it has, whatever the cluster has now. */
  private static boolean isSettled(ObjectNode service, JsonNode old) {
    JsonNode spec = service.path("spec");
    JsonNode oldSpec = old.path("spec");
    return spec.path(POLICY).asText().equals(PREFER)
        && oldSpec.path(POLICY).asText().equals(PREFER)
        && ServiceType.type(service).equals(ServiceType.type(old))
        && spec.path(ADDRESSES).equals(oldSpec.path(ADDRESSES))
        && spec.path(FAMILIES).equals(oldSpec.path(FAMILIES));
  }

  /** To change nothing but the policy says clearly that the second one may go. */
  private static void keepFirst(String field, ObjectNode spec, JsonNode oldSpec) {
    if (spec.path(field).size() > 1 && spec.path(field).equals(oldSpec.path(field))) {
      ((ArrayNode) spec.get(field)).remove(1);
    }
  }

  private static boolean isReduced(String field, JsonNode spec, JsonNode oldSpec) {
    return oldSpec.path(field).size() == 2
        && spec.path(field).size() == 1
        && spec.path(field).get(0).equals(oldSpec.path(field).get(0));
  }

  private static String family(String address) {
    return address.contains(":") ? "IPv6" : "IPv4";
  }
}
