package io.kubevert.ingress.exchange;

import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.route.RoutingTable;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that routing a request needs, as it is at one moment; replaced whole.
 *
 * @param defaultBackend where requests go that no rule takes
 * @param options those of all Ingresses
 */
public record Snapshot(
    RoutingTable<Location> routes,
    Map<BackendKey, Backend> backends,
    Optional<BackendKey> defaultBackend,
    GlobalOptions options) {

  public static Snapshot empty() {
    return new Snapshot(RoutingTable.empty(), Map.of(), Optional.empty(), GlobalOptions.DEFAULTS);
  }

  /**
   * The Service that TLS connections for a host are passed on to as they are: that of its path
   * {@code /}.
   *
   * @param host in lower case
   */
  public Optional<BackendKey> passthrough(String host) {
    return routes
        .find(host, "/")
        .filter(location -> location.config().passthrough())
        .filter(location -> !location.host().isEmpty() && location.path().equals("/"))
        .flatMap(Location::backend);
  }

  /** Where a Service's requests go; none when the Service is not known. */
  public Backend backend(BackendKey key) {
    return backends.getOrDefault(key, Backend.NONE);
  }
}
