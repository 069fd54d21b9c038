package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.resource.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which endpoints a Service ought to have, and with which ports. */
final class DesiredEndpoints {

  private DesiredEndpoints() {}

  /**
   * Groups a Service's endpoints by address family and by the ports that its target ports come to
   * in each pod.
   *
   * <p>A pod counts while it has an address and has not finished. One that is being deleted is no
   * longer ready but serves for as long as its readiness probe says so (KEP-1672). With {@code
   * publishNotReadyAddresses} every pod is ready. A family without any endpoint has one empty
   * group, so that consumers can tell "none" from "not known".
   *
   * @param nodes finds a node by name, for its zone
   * @return endpoints with the hints of the Service's traffic distribution, if nothing has
   *     precedence over that
   */
  static Map<SliceGroup, List<Endpoint>> of(
      Service service, Collection<Pod> pods, Function<String, Optional<Node>> nodes) {
    Map<SliceGroup, List<Endpoint>> groups = new LinkedHashMap<>();
    for (String family : service.families()) {
      for (Pod pod : pods) {
        if (service.selects(pod) && !pod.finished()) {
          pod.address(family)
              .ifPresent(
                  address ->
                      groups
                          .computeIfAbsent(
                              new SliceGroup(family, service.portsIn(pod)),
                              ignored -> new ArrayList<>())
                          .add(endpoint(service, pod, address, nodes)));
        }
      }
      if (groups.keySet().stream().noneMatch(group -> group.addressType().equals(family))) {
        groups.put(new SliceGroup(family, List.of()), List.of());
      }
    }
    return groups;
  }

  private static Endpoint endpoint(
      Service service, Pod pod, String address, Function<String, Optional<Node>> nodes) {
    boolean serving = pod.ready() || service.publishNotReady();
    boolean terminating = pod.metadata().deleting();
    ObjectKey key = pod.key();
    Endpoint endpoint =
        new Endpoint(
            address,
            service.publishNotReady() || (serving && !terminating),
            serving,
            terminating,
            nameIn(service, pod),
            pod.nodeName(),
            pod.nodeName().flatMap(nodes).flatMap(Node::zone),
            Optional.of(
                new Endpoint.Target("Pod", key.namespace(), key.name(), pod.metadata().uid())),
            Endpoint.Hints.NONE);
    return service.topologyAware()
        ? endpoint
        : endpoint.withHints(TrafficDistribution.of(service).hints(endpoint));
  }

  private static Optional<String> nameIn(Service service, Pod pod) {
    return pod.hostname()
        .filter(name -> pod.subdomain().filter(service.metadata().name()::equals).isPresent());
  }
}
