package io.kubevert.ingress.proxy;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.upstream.UpstreamAnnotations;
import io.kubevert.ingress.route.Route;
import java.util.List;
import java.util.Optional;

/** Where requests lead that no rule takes. */
final class Unrouted {
  static final ObjectKey NO_INGRESS = new ObjectKey("", "");
  private static final LocationConfig CONFIG =
      LocationConfig.of(List.of(), UpstreamAnnotations.defaults());

  private Unrouted() {}

  static Location location(Optional<BackendKey> defaultBackend) {
    return new Location(
        NO_INGRESS,
        "",
        "/",
        Route.Match.FALLBACK,
        false,
        false,
        defaultBackend,
        CONFIG,
        Optional.empty());
  }
}
