package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.tls.CipherPreference;
import io.kubevert.ingress.watch.Ingress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one Ingress contributes.
 *
 * @param created by which the older of two wins
 * @param regex whether it turns the paths of its hosts into regular expressions
 * @param canary whether it is the canary of others
 * @param hosts its paths by host
 * @param aliases its paths, and redirects to them, by further hosts that nobody else may name
 * @param backends every port of a Service that requests may be sent to
 * @param certificates its {@code tls} entries
 * @param asksClients whether clients of its hosts are asked for a certificate
 * @param ciphers the suites of its hosts, where it has some of its own
 * @param secrets every Secret that it refers to
 * @param configMaps every ConfigMap that it refers to
 * @param hash of the object that it is the translation of, the same on every machine
 */
public record IngressTranslation(
    ObjectKey key,
    String created,
    boolean regex,
    boolean canary,
    Map<String, List<Route<Location>>> hosts,
    Map<String, List<Route<Location>>> aliases,
    Set<BackendKey> backends,
    List<Ingress.Tls> certificates,
    boolean asksClients,
    Optional<CipherPreference> ciphers,
    Set<ObjectKey> secrets,
    Set<ObjectKey> configMaps,
    List<Problem> problems,
    int hash) {

  /** Whether it says how handshakes for its hosts go. */
  public boolean concernsHandshakes() {
    return asksClients || ciphers.isPresent() || !certificates.isEmpty();
  }

  /** Every host that it has something to say about. */
  public Set<String> allHosts() {
    Set<String> all = new HashSet<>(hosts.keySet());
    all.addAll(aliases.keySet());
    return all;
  }

  List<Route<Location>> routes(String host) {
    return hosts.getOrDefault(host, List.of());
  }

  List<Route<Location>> aliasRoutes(String host) {
    return aliases.getOrDefault(host, List.of());
  }
}
