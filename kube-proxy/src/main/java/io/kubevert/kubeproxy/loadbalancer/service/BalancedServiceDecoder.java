package io.kubevert.kubeproxy.loadbalancer.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.Families;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LabelSelector;
import io.kubevert.kubeproxy.loadbalancer.pool.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the fields of a v1 Service, and MetalLB's annotations, that an address depends on. */
public final class BalancedServiceDecoder {
  /** What MetalLB's annotations begin with. */
  public static final String PREFIX = "metallb.io/";

  /** The annotation that names the pool of a Service's addresses, after a prefix. */
  public static final String FROM_POOL = "ip-allocated-from-pool";

  private static final String LOAD_BALANCER = "LoadBalancer";
  private static final List<String> PREFIXES =
      List.of(BalancedServiceDecoder.PREFIX, "metallb.universe.tf/");

  private BalancedServiceDecoder() {}

  /** Whether a Service is to have an address, or has something of one that must be taken back. */
  public static boolean isBalanced(ObjectNode service) {
    return type(service).equals(LOAD_BALANCER)
        || !ingress(service).isEmpty()
        || !annotation(service, FROM_POOL).isEmpty()
        || conditions(service).anyOurs();
  }

  public static BalancedService decode(ObjectNode service) {
    JsonNode spec = service.path("spec");
    boolean local = spec.path("externalTrafficPolicy").asText("").equals("Local");
    return new BalancedService(
        ObjectKey.of(service),
        service.path("metadata").path("uid").asText(""),
        LabelSelector.labels(service.path("metadata").path("labels")),
        type(service).equals(LOAD_BALANCER),
        spec.path("loadBalancerClass").asText(""),
        annotation(service, "address-pool"),
        wanted(service),
        families(spec),
        new Sharing(
            annotation(service, "allow-shared-ip"),
            ports(spec),
            local ? selector(spec.path("selector")) : ""),
        local,
        assigned(service),
        annotation(service, FROM_POOL),
        conditions(service));
  }

  private static List<String> wanted(ObjectNode service) {
    String annotated = annotation(service, "loadBalancerIPs");
    String field = service.path("spec").path("loadBalancerIP").asText("").strip();
    return Stream.of((annotated.isEmpty() ? field : annotated).split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** Those of its cluster addresses: an address of another family could not be forwarded. */
  private static Families families(JsonNode spec) {
    List<Boolean> ipv6 = new ArrayList<>();
    spec.path("clusterIPs").forEach(ip -> ipv6.add(ip.asText().indexOf(':') >= 0));
    if (ipv6.isEmpty()) {
      ipv6.add(spec.path("clusterIP").asText("").indexOf(':') >= 0);
    }
    return new Families(
        ipv6.getFirst(),
        ipv6.size() > 1,
        spec.path("ipFamilyPolicy").asText("").equals("PreferDualStack"));
  }

  private static Set<String> ports(JsonNode spec) {
    Set<String> ports = new TreeSet<>();
    for (JsonNode port : spec.path("ports")) {
      ports.add(port.path("protocol").asText("TCP") + "/" + port.path("port").asInt());
    }
    return ports;
  }

  private static String selector(JsonNode selector) {
    Set<String> labels = new TreeSet<>();
    selector.properties().forEach(label -> labels.add(label.getKey() + "=" + label.getValue()));
    return labels.toString();
  }

  private static List<IpAddress> assigned(ObjectNode service) {
    List<IpAddress> assigned = new ArrayList<>();
    for (JsonNode ingress : ingress(service)) {
      String address = ingress.path("ip").asText("");
      if (IpAddress.isAddress(address)) {
        assigned.add(IpAddress.parse(address));
      }
    }
    return assigned;
  }

  private static String annotation(ObjectNode service, String name) {
    JsonNode annotations = service.path("metadata").path("annotations");
    return PREFIXES.stream()
        .map(prefix -> annotations.path(prefix + name).asText("").strip())
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Conditions conditions(ObjectNode service) {
    return Conditions.decode(service.path("status").path("conditions"));
  }

  private static String type(ObjectNode service) {
    return service.path("spec").path("type").asText("");
  }

  private static JsonNode ingress(ObjectNode service) {
    return service.path("status").path("loadBalancer").path("ingress");
  }
}
