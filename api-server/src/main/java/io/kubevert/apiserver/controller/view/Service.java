package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What controllers know of a Service.
 *
 * @param families the address families of its endpoints: IPv4, IPv6 or both, the primary one first
 * @param trafficDistribution which endpoints clients are to prefer; empty for none
 */
public record Service(
    Metadata metadata,
    String type,
    boolean headless,
    Map<String, String> selector,
    List<ServicePort> ports,
    List<String> families,
    boolean publishNotReady,
    String trafficDistribution)
    implements KubeObject {
  private static final String IPV4 = "IPv4";
  private static final String IPV6 = "IPv6";

  /** The first is the name until Kubernetes 1.27; where both are, it counts. */
  private static final List<String> TOPOLOGY_MODES =
      List.of("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode");

  public static Service of(JsonNode object) {
    JsonNode spec = object.path("spec");
    String clusterIp = spec.path("clusterIP").asText("");
    List<String> families = Fields.list(spec.path("ipFamilies"), JsonNode::asText);
    return new Service(
        Metadata.of(object),
        spec.path("type").asText("ClusterIP"),
        clusterIp.equals("None"),
        Fields.strings(spec.path("selector")),
        Fields.list(spec.path("ports"), ServicePort::of),
        families.isEmpty() ? List.of(clusterIp.contains(":") ? IPV6 : IPV4) : families,
        spec.path("publishNotReadyAddresses").asBoolean(),
        spec.path("trafficDistribution").asText(""));
  }

  /** Whether each zone is to have its share of the endpoints, if there are enough of them. */
  public boolean topologyAware() {
    return TOPOLOGY_MODES.stream()
        .map(metadata.annotations()::get)
        .filter(Objects::nonNull)
        .findFirst()
        .filter(mode -> mode.equals("Auto") || mode.equals("auto"))
        .isPresent();
  }

  /** Whether its endpoints are the pods that its selector selects. */
  public boolean hasManagedEndpoints() {
    return !selector.isEmpty() && !type.equals("ExternalName");
  }

  /** Whether a pod's labels make it one of this Service's. */
  public boolean selects(Pod pod) {
    return hasManagedEndpoints()
        && metadata.namespace().equals(pod.metadata().namespace())
        && pod.metadata().labels().entrySet().containsAll(selector.entrySet());
  }

  /**
   * This Service's ports as a pod serves them, sorted. A named target port is the pod's own number;
   * a pod without a port of that name leaves it out.
   */
  public List<EndpointPort> portsIn(Pod pod) {
    return ports.stream()
        .flatMap(port -> portIn(port, pod).stream())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static Optional<EndpointPort> portIn(ServicePort port, Pod pod) {
    return port.in(pod).stream()
        .mapToObj(
            number -> new EndpointPort(port.name(), port.protocol(), number, port.appProtocol()))
        .findFirst();
  }
}
