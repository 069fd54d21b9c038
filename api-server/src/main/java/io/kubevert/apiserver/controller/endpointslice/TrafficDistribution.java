package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.Service;
import java.util.List;

/** Whom a Service wants its endpoints to be used by first (KEP-3015). */
enum TrafficDistribution {
  /** By anybody. */
  EVEN,
  /** By clients of the same zone: {@code PreferSameZone}, formerly {@code PreferClose}. */
  SAME_ZONE,
  /** By clients of the same node, else of the same zone: {@code PreferSameNode}. */
  SAME_NODE;

  static TrafficDistribution of(Service service) {
    return switch (service.trafficDistribution()) {
      case "PreferSameZone", "PreferClose" -> SAME_ZONE;
      case "PreferSameNode" -> SAME_NODE;
      default -> EVEN;
    };
  }

  /** Only ready endpoints are hinted: proxies use hints when all the ready ones have them. */
  Endpoint.Hints hints(Endpoint endpoint) {
    List<String> zone = endpoint.zone().stream().toList();
    if (!endpoint.ready()) {
      return Endpoint.Hints.NONE;
    }
    return switch (this) {
      case EVEN -> Endpoint.Hints.NONE;
      case SAME_ZONE -> new Endpoint.Hints(zone, List.of());
      case SAME_NODE -> new Endpoint.Hints(zone, endpoint.nodeName().stream().toList());
    };
  }
}
