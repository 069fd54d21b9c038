package io.kubevert.ingress.exchange;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.route.Route;
import java.util.Optional;

/**
 * What one path of one host leads to.
 *
 * @param ingress the object it comes from
 * @param host as the rule names it; empty for every host
 * @param path as the rule writes it
 * @param expression whether the path is used as a regular expression
 * @param secured whether the Ingress lists the host under {@code tls}
 * @param backend empty when the rule names none that can be served
 * @param canary who takes some of its requests
 */
public record Location(
    ObjectKey ingress,
    String host,
    String path,
    Route.Match match,
    boolean expression,
    boolean secured,
    Optional<BackendKey> backend,
    LocationConfig config,
    Optional<Canary> canary) {

  /** The same with a canary. */
  public Location with(Canary other) {
    return new Location(
        ingress, host, path, match, expression, secured, backend, config, Optional.of(other));
  }

  /** The same with the path as a regular expression. */
  public Location asExpression() {
    return new Location(ingress, host, path, match, true, secured, backend, config, canary);
  }
}
