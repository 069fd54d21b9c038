package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.message.AddressRecords;
import io.kubevert.coredns.plugin.kubernetes.Endpoints.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Service with its ready endpoints, as one immutable value: what a question sees is one state.
 */
final class ServiceEntry {
  private final ServiceObject service;
  private final List<Endpoints> endpoints;
  private final Map<String, List<Endpoint>> named;
  private volatile Made made;

  /** Records of a large Service that were made for a question, and serve the next one as well. */
  private record Made(Object maker, int type, AddressRecords records) {}

  private ServiceEntry(
      ServiceObject service, List<Endpoints> endpoints, Map<String, List<Endpoint>> named) {
    this.service = service;
    this.endpoints = endpoints;
    this.named = named;
  }

  static ServiceEntry of(ServiceObject service, List<SliceObject> slices) {
    List<Endpoints> endpoints =
        slices.stream().map(SliceObject::endpoints).filter(some -> !some.isEmpty()).toList();
    Map<String, List<Endpoint>> named = new HashMap<>();
    for (Endpoints some : endpoints) {
      for (int i = 0; i < some.size(); i++) {
        if (some.isNamed(i)) {
          Endpoint endpoint = some.get(i);
          named.computeIfAbsent(endpoint.label(), ignored -> new ArrayList<>()).add(endpoint);
        }
      }
    }
    return new ServiceEntry(service, endpoints, Map.copyOf(named));
  }

  ServiceObject service() {
    return service;
  }

  boolean hasEndpoints() {
    return !endpoints.isEmpty();
  }

  List<Endpoint> endpoints() {
    return each(Endpoints::get).toList();
  }

  List<InetAddress> addresses() {
    return each(Endpoints::address).toList();
  }

  /** The addresses of all endpoints, none twice. */
  Set<AddressKey> keys() {
    Set<AddressKey> keys = new HashSet<>();
    for (Endpoints some : endpoints) {
      for (int i = 0; i < some.size(); i++) {
        keys.add(some.key(i));
      }
    }
    return keys;
  }

  /** The first labels of the endpoints' own names, none twice. */
  Set<String> labels() {
    return endpoints().stream().map(Endpoint::label).collect(Collectors.toUnmodifiableSet());
  }

  /** The endpoints whose own names begin with this label, given in lower case. */
  List<Endpoint> withLabel(String label) {
    List<Endpoint> found = named.getOrDefault(label, List.of());
    return found.isEmpty()
        ? PodLabel.address(label).map(address -> unnamed(address, label)).orElse(found)
        : found;
  }

  private List<Endpoint> unnamed(InetAddress address, String label) {
    AddressKey wanted = AddressKey.of(address);
    for (Endpoints some : endpoints) {
      for (int i = 0; i < some.size(); i++) {
        if (!some.isNamed(i) && some.key(i).equals(wanted)) {
          Endpoint found = some.get(i);
          return found.label().equals(label) ? List.of(found) : List.of();
        }
      }
    }
    return List.of();
  }

  /** What is taken from each endpoint. */
  @FunctionalInterface
  private interface Take<T> {
    T from(Endpoints some, int index);
  }

  private <T> Stream<T> each(Take<T> take) {
    return endpoints.stream()
        .flatMap(some -> IntStream.range(0, some.size()).mapToObj(index -> take.from(some, index)));
  }

  /**
   * The addresses of one type, as last made.
   *
   * @param maker whose records they are; another one's are made anew
   */
  AddressRecords records(Object maker, int type, Supplier<AddressRecords> make) {
    Made last = made;
    if (last == null || last.maker != maker || last.type != type) {
      last = new Made(maker, type, make.get());
      made = last;
    }
    return last.records;
  }
}
