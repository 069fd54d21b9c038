package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.route.RoutingTable;
import io.kubevert.ingress.route.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the translations of all Ingresses together. Only the hosts and Services that a change
 * touches are looked at again.
 */
public final class SnapshotBuilder {
  private static final Comparator<IngressTranslation> OLDEST_FIRST =
      Comparator.comparing(IngressTranslation::created).thenComparing(IngressTranslation::key);

  private final Mode mode;
  private final Optional<BackendKey> defaultBackend;
  private final Map<ObjectKey, IngressTranslation> translations = new HashMap<>();
  private final Map<String, Set<ObjectKey>> ingressesOfHost = new HashMap<>();
  private final Map<ObjectKey, Set<BackendKey>> backendsOfService = new HashMap<>();
  private final Map<BackendKey, Integer> uses = new HashMap<>();
  private final Map<BackendKey, Backend> backends = new HashMap<>();
  private final Set<String> touchedHosts = new HashSet<>();
  private RoutingTable<Location> routes = RoutingTable.empty();

  /** Whether regular expressions are as far-reaching as in ingress-nginx. */
  public enum Mode {
    /** One Ingress that uses them makes them of all paths of its hosts, as ingress-nginx does. */
    COMPAT,
    /** An Ingress that uses them makes them of its own paths that are not exact. */
    STRICT
  }

  public SnapshotBuilder(Mode mode, Optional<BackendKey> defaultBackend) {
    this.mode = mode;
    this.defaultBackend = defaultBackend;
    defaultBackend.ifPresent(this::use);
  }

  /** Takes in an Ingress, or its change. */
  public void put(IngressTranslation translation) {
    IngressTranslation old = translations.put(translation.key(), translation);
    translation.backends().forEach(this::use);
    for (String host : translation.hosts().keySet()) {
      ingressesOfHost.computeIfAbsent(host, ignored -> new TreeSet<>()).add(translation.key());
      touchedHosts.add(host);
    }
    if (old != null) {
      old.backends().forEach(this::release);
      old.hosts().keySet().stream()
          .filter(host -> !translation.hosts().containsKey(host))
          .forEach(host -> leave(host, old.key()));
    }
  }

  /** Forgets an Ingress. */
  public Optional<IngressTranslation> remove(ObjectKey ingress) {
    IngressTranslation old = translations.remove(ingress);
    if (old != null) {
      old.backends().forEach(this::release);
      old.hosts().keySet().forEach(host -> leave(host, ingress));
    }
    return Optional.ofNullable(old);
  }

  public Optional<IngressTranslation> get(ObjectKey ingress) {
    return Optional.ofNullable(translations.get(ingress));
  }

  /** The oldest first. */
  public List<IngressTranslation> translations() {
    return translations.values().stream().sorted(OLDEST_FIRST).toList();
  }

  /** The ports of a Service that requests may be sent to. */
  public Set<BackendKey> backendsOf(ObjectKey service) {
    return Set.copyOf(backendsOfService.getOrDefault(service, Set.of()));
  }

  /** The Services that are in use. */
  public Set<ObjectKey> services() {
    return Set.copyOf(backendsOfService.keySet());
  }

  public void resolved(BackendKey key, Backend backend) {
    backends.put(key, backend);
  }

  /** The whole as it is now. */
  public Snapshot build() {
    if (!touchedHosts.isEmpty()) {
      Map<String, VirtualHost<Location>> changes = new HashMap<>();
      touchedHosts.forEach(host -> changes.put(host, compose(host)));
      touchedHosts.clear();
      routes = routes.with(changes);
    }
    return new Snapshot(routes, Map.copyOf(backends), defaultBackend);
  }

  private VirtualHost<Location> compose(String host) {
    List<IngressTranslation> contributors =
        ingressesOfHost.getOrDefault(host, Set.of()).stream()
            .map(translations::get)
            .sorted(OLDEST_FIRST)
            .toList();
    boolean everywhere =
        mode == Mode.COMPAT && contributors.stream().anyMatch(IngressTranslation::regex);
    List<Route<Location>> all = new ArrayList<>();
    for (IngressTranslation contributor : contributors) {
      for (Route<Location> route : contributor.hosts().get(host)) {
        boolean expression =
            everywhere || (contributor.regex() && route.match() == Route.Match.PREFIX);
        all.add(expression ? asExpression(route) : route);
      }
    }
    return new VirtualHost<>(all);
  }

  private static Route<Location> asExpression(Route<Location> route) {
    return route.match() == Route.Match.FALLBACK
        ? route
        : new Route<>(route.path(), Route.Match.REGEX, route.target());
  }

  private void leave(String host, ObjectKey ingress) {
    touchedHosts.add(host);
    Set<ObjectKey> rest = ingressesOfHost.get(host);
    rest.remove(ingress);
    if (rest.isEmpty()) {
      ingressesOfHost.remove(host);
    }
  }

  private void use(BackendKey backend) {
    uses.merge(backend, 1, Integer::sum);
    backendsOfService.computeIfAbsent(serviceOf(backend), ignored -> new HashSet<>()).add(backend);
  }

  private void release(BackendKey backend) {
    if (uses.merge(backend, -1, Integer::sum) > 0) {
      return;
    }
    uses.remove(backend);
    backends.remove(backend);
    Set<BackendKey> rest = backendsOfService.get(serviceOf(backend));
    rest.remove(backend);
    if (rest.isEmpty()) {
      backendsOfService.remove(serviceOf(backend));
    }
  }

  private static ObjectKey serviceOf(BackendKey backend) {
    return new ObjectKey(backend.namespace(), backend.service());
  }
}
