package io.kubevert.coredns.plugin.kubernetes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Service with its ready endpoints, as one immutable value: what a question sees is one state.
 *
 * @param byHostname the endpoints by the first label of their names
 */
record ServiceEntry(
    ServiceObject service,
    List<SliceObject.Endpoint> endpoints,
    Map<String, List<SliceObject.Endpoint>> byHostname) {

  static ServiceEntry of(ServiceObject service, Collection<SliceObject> slices, boolean byPodName) {
    List<SliceObject.Endpoint> endpoints = new ArrayList<>();
    slices.forEach(slice -> endpoints.addAll(slice.endpoints()));
    Map<String, List<SliceObject.Endpoint>> byHostname = new HashMap<>();
    for (SliceObject.Endpoint endpoint : endpoints) {
      byHostname
          .computeIfAbsent(endpoint.label(byPodName), ignored -> new ArrayList<>())
          .add(endpoint);
    }
    return new ServiceEntry(service, List.copyOf(endpoints), byHostname);
  }
}
