package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which nodes may announce a Service's addresses. Pure. */
final class Candidacy {
  private Candidacy() {}

  /**
   * Without an endpoint that serves, no node may: an address that leads nowhere is better not
   * there. Under the external traffic policy Local, only nodes with such an endpoint may.
   *
   * @param nodes those that are alive and not excluded
   */
  static Set<String> of(BalancedService service, List<EndpointSlice> slices, Set<String> nodes) {
    List<Endpoint> serving =
        slices.stream()
            .flatMap(slice -> slice.endpoints().stream())
            .filter(endpoint -> endpoint.ready() || endpoint.serving())
            .toList();
    if (serving.isEmpty()) {
      return Set.of();
    }
    Set<String> places = serving.stream().map(Endpoint::nodeName).collect(Collectors.toSet());
    return service.local()
        ? nodes.stream().filter(places::contains).collect(Collectors.toSet())
        : nodes;
  }
}
