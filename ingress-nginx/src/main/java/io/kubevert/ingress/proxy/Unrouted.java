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
  private static final LocationConfig LOGGED = config(true);
  private static final LocationConfig QUIET = config(false);

  private Unrouted() {}

  private static LocationConfig config(boolean logged) {
    return LocationConfig.of(List.of(), UpstreamAnnotations.defaults(), logged);
  }

  /**
   * @param logged whether such a request is written to the access log
   */
  static Location location(Optional<BackendKey> defaultBackend, boolean logged) {
    return new Location(
        NO_INGRESS,
        "",
        "/",
        Route.Match.FALLBACK,
        false,
        false,
        defaultBackend,
        logged ? LOGGED : QUIET,
        Optional.empty());
  }
}
