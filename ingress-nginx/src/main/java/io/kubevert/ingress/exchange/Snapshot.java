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

  /** Where a Service's requests go; none when the Service is not known. */
  public Backend backend(BackendKey key) {
    return backends.getOrDefault(key, Backend.NONE);
  }
}
