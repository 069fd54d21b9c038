package io.kubevert.kubeproxy.health;

import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.rules.ElementKinds;
import io.kubevert.kubeproxy.sync.ProgrammedElement;
import io.kubevert.kubeproxy.sync.ProgrammedTotals;
import io.kubevert.kubeproxy.traffic.TrafficCounters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a Service has in the kernel, told by its destinations and who answers there. */
final class DestinationReport {
  private static final String SEPARATOR = " . ";
  private static final String SEPARATOR_PATTERN = " [.] ";

  private DestinationReport() {}

  /** Adds what was counted for a Service as a whole. */
  static JsonObject total(JsonObject service, ProgrammedTotals totals) {
    count(service, totals.connections());
    totals.traffic().ifPresent(hits -> traffic(service, hits));
    return service;
  }

  /** Adds the totals, the destinations, and the elements of maps and sets that make them work. */
  static JsonObject addTo(JsonObject service, List<ProgrammedElement> elements) {
    total(service, totals(elements));
    JsonArray raw = new JsonArray();
    elements.stream()
        .filter(element -> !TrafficCounters.counts(element))
        .forEach(element -> raw.add(json(element)));
    return service.put("destinations", destinations(elements)).put("elements", raw);
  }

  private static ProgrammedTotals totals(List<ProgrammedElement> elements) {
    Hits connections =
        elements.stream()
            .filter(element -> ElementKinds.holdsDestinations(element.map()))
            .flatMap(element -> element.hits().stream())
            .reduce(Hits.NONE, Hits::plus);
    Optional<Hits> traffic =
        elements.stream()
            .filter(TrafficCounters::counts)
            .flatMap(element -> element.hits().stream())
            .reduce(Hits::plus);
    return new ProgrammedTotals(connections, traffic);
  }

  private static JsonArray destinations(List<ProgrammedElement> elements) {
    Map<String, List<ProgrammedElement>> endpoints = new LinkedHashMap<>();
    Map<String, Hits> traffic = new HashMap<>();
    for (ProgrammedElement element : elements) {
      if (TrafficCounters.counts(element)) {
        traffic.put(element.key(), element.hits().orElse(Hits.NONE));
      } else if (ElementKinds.holdsEndpoints(element.map())) {
        String destination = element.key().substring(0, element.key().lastIndexOf(SEPARATOR));
        endpoints.computeIfAbsent(destination, none -> new ArrayList<>()).add(element);
      }
    }
    JsonArray destinations = new JsonArray();
    for (ProgrammedElement element : elements) {
      if (ElementKinds.holdsDestinations(element.map())) {
        destinations.add(
            destination(element, endpoints.getOrDefault(element.key(), List.of()), traffic));
      }
    }
    return destinations;
  }

  private static JsonObject destination(
      ProgrammedElement element, List<ProgrammedElement> endpoints, Map<String, Hits> traffic) {
    String[] parts = element.key().split(SEPARATOR_PATTERN);
    JsonObject destination =
        new JsonObject()
            .put("address", parts[0])
            .put("protocol", parts[1])
            .put("port", Integer.parseInt(parts[2]))
            .put("verdict", element.value());
    count(destination, element.hits().orElse(Hits.NONE));
    String ofDestination = element.key() + SEPARATOR;
    traffic.entrySet().stream()
        .filter(counted -> counted.getKey().startsWith(ofDestination))
        .map(Map.Entry::getValue)
        .reduce(Hits::plus)
        .ifPresent(hits -> traffic(destination, hits));
    return destination.put("endpoints", endpoints(ofDestination, endpoints, traffic));
  }

  /** An endpoint has an element for its place in the list, and one for clients that come back. */
  private static JsonArray endpoints(
      String ofDestination, List<ProgrammedElement> elements, Map<String, Hits> traffic) {
    Map<String, Hits> hits = new TreeMap<>();
    elements.forEach(
        element -> hits.merge(element.value(), element.hits().orElse(Hits.NONE), Hits::plus));
    JsonArray endpoints = new JsonArray();
    hits.forEach(
        (endpoint, counted) -> {
          String[] parts = endpoint.split(SEPARATOR_PATTERN);
          JsonObject object =
              new JsonObject().put("address", parts[0]).put("port", Integer.parseInt(parts[1]));
          count(object, counted);
          if (traffic.containsKey(ofDestination + endpoint)) {
            traffic(object, traffic.get(ofDestination + endpoint));
          }
          endpoints.add(object);
        });
    return endpoints;
  }

  /** In both directions. */
  private static void traffic(JsonObject object, Hits hits) {
    object.put("packets", hits.packets()).put("bytes", hits.bytes());
  }

  private static JsonObject json(ProgrammedElement element) {
    JsonObject object =
        new JsonObject()
            .put("table", element.table())
            .put("map", element.map())
            .put("key", element.key())
            .put("value", element.value());
    element.hits().ifPresent(hits -> count(object, hits));
    return object;
  }

  private static void count(JsonObject object, Hits hits) {
    object.put("connections", hits.packets()).put("firstPacketBytes", hits.bytes());
  }
}
