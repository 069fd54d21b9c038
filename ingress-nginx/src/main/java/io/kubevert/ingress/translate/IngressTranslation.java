package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.watch.Ingress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one Ingress contributes.
 *
 * @param created by which the older of two wins
 * @param regex whether it turns the paths of its hosts into regular expressions
 * @param hosts its paths by host
 * @param backends every port of a Service that requests may be sent to
 * @param certificates its {@code tls} entries
 * @param secrets every Secret that it refers to
 */
public record IngressTranslation(
    ObjectKey key,
    String created,
    boolean regex,
    Map<String, List<Route<Location>>> hosts,
    Set<BackendKey> backends,
    List<Ingress.Tls> certificates,
    Set<ObjectKey> secrets,
    List<Problem> problems) {}
