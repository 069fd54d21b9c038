package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** For which zone each endpoint of a topology-aware Service is meant (KEP-2433). */
sealed interface TopologyHints {

  /** How much more than an even share of the traffic an endpoint may get. */
  double OVERLOAD = 0.2;

  /** Every ready endpoint's zone. */
  record Given(Map<Endpoint.Identity, String> zones) implements TopologyHints {}

  /** A reason for which endpoints are left to everybody. */
  record Refused(String reason) implements TopologyHints {}

  /**
   * Gives each zone a share of the endpoints that is near its share of the traffic: its own first,
   * then some of zones that have more than they need. The same endpoints give the same hints.
   *
   * @param endpoints those of one Service and one address family
   */
  static TopologyHints of(List<Endpoint> endpoints, ZoneShares shares) {
    return switch (shares) {
      case ZoneShares.Unknown unknown -> new Refused(unknown.reason());
      case ZoneShares.Known known -> of(endpoints, known.of());
    };
  }

  private static TopologyHints of(List<Endpoint> endpoints, Map<String, Double> shares) {
    List<Endpoint> ready =
        endpoints.stream()
            .filter(Endpoint::ready)
            .sorted(Comparator.comparing(Endpoint::address))
            .toList();
    String counts = " (%d endpoints, %d zones)".formatted(ready.size(), shares.size());
    if (ready.size() < shares.size()) {
      return new Refused("Insufficient number of endpoints" + counts);
    }
    Map<String, Zone> zones = new TreeMap<>();
    shares.forEach((name, share) -> zones.put(name, new Zone(share * ready.size())));
    if (zones.values().stream().mapToInt(zone -> zone.least).sum() > ready.size()) {
      return new Refused(
          "Unable to allocate minimum required endpoints to each zone without exceeding overload"
              + " threshold"
              + counts);
    }
    for (Endpoint endpoint : ready) {
      Optional<String> zone = endpoint.zone();
      if (zone.isEmpty()) {
        return new Refused("One or more endpoints do not have a zone specified");
      }
      zones.computeIfAbsent(zone.get(), none -> new Zone(0)).endpoints.add(endpoint);
    }
    spread(zones.values());
    Map<Endpoint.Identity, String> given = new HashMap<>();
    zones.forEach((name, zone) -> zone.endpoints.forEach(one -> given.put(one.identity(), name)));
    return new Given(given);
  }

  /**
   * Moves endpoints to where they lack most. One is worth moving if that brings both zones nearer
   * to what they want, or if a zone would be overloaded without, or if no traffic of its own zone
   * is expected. None is taken that its zone would be overloaded without.
   */
  private static void spread(Collection<Zone> zones) {
    Comparator<Zone> lack =
        Comparator.comparing(Zone::overloaded).reversed().thenComparingDouble(Zone::surplus);
    Comparator<Zone> excess =
        Comparator.comparing(Zone::homeless).thenComparingDouble(Zone::surplus);
    while (true) {
      Zone receiver = zones.stream().min(lack).orElseThrow();
      Optional<Zone> giver = zones.stream().filter(Zone::canGive).max(excess);
      if (giver.filter(zone -> zone.shouldGiveTo(receiver)).isEmpty()) {
        return;
      }
      receiver.endpoints.add(giver.get().endpoints.removeLast());
    }
  }

  /** A zone while endpoints are being spread. */
  final class Zone {
    private final double wanted;
    private final int least;
    private final List<Endpoint> endpoints = new ArrayList<>();

    private Zone(double wanted) {
      this.wanted = wanted;
      this.least = (int) Math.ceil(wanted / (1 + OVERLOAD));
    }

    private double surplus() {
      return endpoints.size() - wanted;
    }

    private boolean canGive() {
      return endpoints.size() > least;
    }

    private boolean overloaded() {
      return endpoints.size() < least;
    }

    private boolean homeless() {
      return wanted == 0;
    }

    private boolean shouldGiveTo(Zone other) {
      boolean nearer = surplus() >= 1 && other.surplus() <= -1;
      return nearer || other.overloaded() || homeless();
    }
  }
}
