package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.plugin.kubernetes.SliceObject.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.xbill.DNS.Record;

/**
 * A Service with its ready endpoints, as one immutable value: what a question sees is one state.
 */
final class ServiceEntry {
  private final ServiceObject service;
  private final List<Endpoint> endpoints;
  private final Map<String, List<Endpoint>> named;
  private volatile Made made;

  /** Records of a large Service that were made for a question, and serve the next one as well. */
  private record Made(Object maker, int type, List<Record> records) {}

  private ServiceEntry(
      ServiceObject service, List<Endpoint> endpoints, Map<String, List<Endpoint>> named) {
    this.service = service;
    this.endpoints = endpoints;
    this.named = named;
  }

  static ServiceEntry of(ServiceObject service, Collection<SliceObject> slices) {
    List<Endpoint> endpoints = new ArrayList<>();
    slices.forEach(slice -> endpoints.addAll(slice.endpoints()));
    Map<String, List<Endpoint>> named = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.name().isEmpty()) {
        named.computeIfAbsent(endpoint.name(), ignored -> new ArrayList<>()).add(endpoint);
      }
    }
    return new ServiceEntry(
        service, List.copyOf(endpoints), named.isEmpty() ? Map.of() : Map.copyOf(named));
  }

  ServiceObject service() {
    return service;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** The first labels of the endpoints' own names, none twice. */
  Set<String> labels() {
    return endpoints.stream().map(Endpoint::label).collect(Collectors.toUnmodifiableSet());
  }

  /** The endpoints whose own names begin with this label, given in lower case. */
  List<Endpoint> withLabel(String label) {
    List<Endpoint> found = named.getOrDefault(label, List.of());
    return found.isEmpty()
        ? PodLabel.address(label).map(address -> unnamed(address, label)).orElse(found)
        : found;
  }

  private List<Endpoint> unnamed(InetAddress address, String label) {
    Optional<Endpoint> found =
        endpoints.stream()
            .filter(endpoint -> endpoint.name().isEmpty() && endpoint.address().equals(address))
            .filter(endpoint -> endpoint.label().equals(label))
            .findFirst();
    return found.map(List::of).orElse(List.of());
  }

  /**
   * The records of one type, as last made.
   *
   * @param maker whose records they are; another one's are made anew
   */
  List<Record> records(Object maker, int type, Supplier<List<Record>> make) {
    Made last = made;
    if (last == null || last.maker != maker || last.type != type) {
      last = new Made(maker, type, List.copyOf(make.get()));
      made = last;
    }
    return last.records;
  }
}
