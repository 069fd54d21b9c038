package io.kubevert.apiserver.controller.endpointslice;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.EndpointPort;
import io.kubevert.apiserver.controller.view.Endpoints;
import io.kubevert.apiserver.controller.view.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The slices that say what a hand-made Endpoints object says. */
final class MirroredEndpoints {

  /** How many addresses of one subset are mirrored. */
  private static final int MOST_ADDRESSES = 1_000;

  private MirroredEndpoints() {}

  static Map<SliceGroup, List<Endpoint>> of(Endpoints endpoints) {
    Map<SliceGroup, List<Endpoint>> groups = new LinkedHashMap<>();
    for (JsonNode subset : endpoints.subsets()) {
      List<EndpointPort> ports =
          Fields.list(subset.path("ports"), EndpointPort::of).stream()
              .sorted(Comparator.naturalOrder())
              .toList();
      List<Endpoint> mirrored = new ArrayList<>();
      subset.path("addresses").forEach(address -> mirrored.add(endpoint(address, true)));
      subset.path("notReadyAddresses").forEach(address -> mirrored.add(endpoint(address, false)));
      for (Endpoint endpoint : mirrored.subList(0, Math.min(MOST_ADDRESSES, mirrored.size()))) {
        String family = endpoint.address().contains(":") ? "IPv6" : "IPv4";
        groups
            .computeIfAbsent(new SliceGroup(family, ports), ignored -> new ArrayList<>())
            .add(endpoint);
      }
    }
    return groups;
  }

  private static Endpoint endpoint(JsonNode address, boolean ready) {
    JsonNode target = address.path("targetRef");
    return new Endpoint(
        address.path("ip").asText(),
        ready,
        ready,
        false,
        Fields.text(address.path("hostname")),
        Fields.text(address.path("nodeName")),
        Optional.empty(),
        target.isObject() ? Optional.of(Endpoint.Target.of(target)) : Optional.empty(),
        Endpoint.Hints.NONE);
  }
}
