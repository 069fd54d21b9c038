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
 * @param secured whether the Ingress lists the host under {@code tls}
 * @param backend empty when the rule names none that can be served
 */
public record Location(
    ObjectKey ingress,
    String host,
    String path,
    Route.Match match,
    boolean secured,
    Optional<BackendKey> backend,
    LocationConfig config) {}
