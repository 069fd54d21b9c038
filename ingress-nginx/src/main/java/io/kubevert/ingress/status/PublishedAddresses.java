package io.kubevert.ingress.status;

import io.kubevert.ingress.watch.Node;
import io.kubevert.ingress.watch.Service;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where clients find the Ingresses: what {@code status.loadBalancer} says. Pure. */
public final class PublishedAddresses {

  private PublishedAddresses() {}

  /**
   * The addresses, sorted: those that the flags name, or those of a Service, or those of all nodes
   * that are ready.
   *
   * @param service the one that is to be published, if there is one and it is known
   */
  public static List<String> of(
      StatusPublishing publishing, Optional<Service> service, Collection<Node> nodes) {
    if (!publishing.addresses().isEmpty()) {
      return publishing.addresses();
    }
    if (publishing.service().isPresent()) {
      return service.map(Service::externalAddresses).orElse(List.of());
    }
    return nodes.stream()
        .filter(Node::serving)
        .flatMap(node -> node.address().stream())
        .sorted()
        .toList();
  }
}
