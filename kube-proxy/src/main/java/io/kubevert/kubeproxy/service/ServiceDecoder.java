package io.kubevert.kubeproxy.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.address.Cidrs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads the fields of a v1 Service that forwarding depends on. What is not an address, a CIDR or a
 * port, whoever let it through, is left out: it would end up in a rule.
 */
public final class ServiceDecoder {
  private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";
  private static final String SOURCE_RANGES =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  private static final List<String> NOBODY = List.of("255.255.255.255/32", "ff00::/128");
  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

  private ServiceDecoder() {}

  /**
   * Whether a Service is this proxy's: it has an address of its own, and is not labelled for
   * another proxy.
   */
  public static boolean isProxied(ObjectNode service) {
    JsonNode spec = service.path("spec");
    String clusterIp = spec.path("clusterIP").asText("");
    return !clusterIp.isEmpty()
        && !clusterIp.equals("None")
        && !spec.path("type").asText("").equals("ExternalName")
        && !service.path("metadata").path("labels").has(OTHER_PROXY);
  }

  public static Service decode(ObjectNode service) {
    JsonNode spec = service.path("spec");
    boolean balanced = spec.path("type").asText("").equals("LoadBalancer");
    return new Service(
        ObjectKey.of(service),
        ports(spec.path("ports")),
        clusterIps(spec),
        addresses(spec.path("externalIPs")),
        balanced ? loadBalancerIps(service) : List.of(),
        balanced ? sourceRanges(service) : List.of(),
        affinity(spec),
        spec.path("internalTrafficPolicy").asText("").equals("Local"),
        spec.path("externalTrafficPolicy").asText("").equals("Local"),
        balanced ? spec.path("healthCheckNodePort").asInt() : 0);
  }

  private static List<ServicePort> ports(JsonNode ports) {
    List<ServicePort> decoded = new ArrayList<>();
    for (JsonNode port : ports) {
      decoded.add(
          new ServicePort(
              port.path("name").asText(""),
              Protocol.valueOf(port.path("protocol").asText("TCP")),
              port.path("port").asInt(),
              port.path("nodePort").asInt()));
    }
    return decoded;
  }

  private static List<String> clusterIps(JsonNode spec) {
    return spec.path("clusterIPs").isEmpty()
        ? Stream.of(spec.path("clusterIP").asText()).filter(Cidrs::isAddress).toList()
        : addresses(spec.path("clusterIPs"));
  }

  private static List<String> loadBalancerIps(ObjectNode service) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
      if (Cidrs.isAddress(ingress.path("ip").asText(""))
          && !ingress.path("ipMode").asText("").equals("Proxy")) {
        addresses.add(ingress.path("ip").asText());
      }
    }
    return addresses;
  }

  private static List<String> sourceRanges(ObjectNode service) {
    List<String> ranges = texts(service.path("spec").path("loadBalancerSourceRanges"));
    if (!ranges.isEmpty()) {
      return valid(ranges);
    }
    String annotation =
        service.path("metadata").path("annotations").path(SOURCE_RANGES).asText("").strip();
    return annotation.isEmpty()
        ? List.of()
        : valid(Stream.of(annotation.split(",")).map(String::strip).toList());
  }

  /** Ranges that nobody can read admit nobody, rather than everybody. */
  private static List<String> valid(List<String> ranges) {
    List<String> valid = ranges.stream().filter(Cidrs::isCidr).toList();
    return valid.isEmpty() ? NOBODY : valid;
  }

  private static OptionalInt affinity(JsonNode spec) {
    return spec.path("sessionAffinity").asText("").equals("ClientIP")
        ? OptionalInt.of(
            spec.path("sessionAffinityConfig")
                .path("clientIP")
                .path("timeoutSeconds")
                .asInt(DEFAULT_AFFINITY_SECONDS))
        : OptionalInt.empty();
  }

  private static List<String> addresses(JsonNode array) {
    return texts(array).stream().filter(Cidrs::isAddress).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText().strip()));
    return texts;
  }
}
