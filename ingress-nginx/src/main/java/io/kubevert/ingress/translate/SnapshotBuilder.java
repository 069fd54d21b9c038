package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.route.RoutingTable;
import io.kubevert.ingress.route.VirtualHost;
import io.kubevert.ingress.translate.HostComposition.Composed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Puts the translations of all Ingresses together. Only the hosts and Services that a change
 * touches are looked at again.
 */
public final class SnapshotBuilder {
  private static final Comparator<IngressTranslation> OLDEST_FIRST =
      Comparator.comparing(IngressTranslation::created).thenComparing(IngressTranslation::key);

  private final RoutingMode mode;
  private final Optional<BackendKey> defaultBackend;
  private final Map<ObjectKey, IngressTranslation> translations = new HashMap<>();
  private final Map<String, Set<ObjectKey>> ingressesOfHost = new HashMap<>();
  private final Map<ObjectKey, Set<BackendKey>> backendsOfService = new HashMap<>();
  private final Map<BackendKey, Integer> uses = new HashMap<>();
  private final Map<BackendKey, Backend> backends = new HashMap<>();
  private final Set<String> touchedHosts = new HashSet<>();
  private final Map<String, Map<ObjectKey, List<Problem>>> problemsOfHost = new HashMap<>();
  private final Map<ObjectKey, List<Problem>> news = new HashMap<>();
  private GlobalOptions options = GlobalOptions.DEFAULTS;
  private long hash;
  private RoutingTable<Location> routes = RoutingTable.empty();

  public SnapshotBuilder(RoutingMode mode, Optional<BackendKey> defaultBackend) {
    this.mode = mode;
    this.defaultBackend = defaultBackend;
    defaultBackend.ifPresent(this::use);
  }

  /** Takes in an Ingress, or its change. */
  public void put(IngressTranslation translation) {
    IngressTranslation old = translations.put(translation.key(), translation);
    hash += translation.hash() - (old == null ? 0 : old.hash());
    translation.backends().forEach(this::use);
    for (String host : translation.allHosts()) {
      ingressesOfHost.computeIfAbsent(host, ignored -> new TreeSet<>()).add(translation.key());
      touchedHosts.add(host);
    }
    if (old != null) {
      old.backends().forEach(this::release);
      Set<String> hosts = translation.allHosts();
      old.allHosts().stream()
          .filter(host -> !hosts.contains(host))
          .forEach(host -> leave(host, old.key()));
    }
  }

  /** Forgets an Ingress. */
  public Optional<IngressTranslation> remove(ObjectKey ingress) {
    IngressTranslation old = translations.remove(ingress);
    if (old != null) {
      hash -= old.hash();
      old.backends().forEach(this::release);
      old.allHosts().forEach(host -> leave(host, ingress));
    }
    return Optional.ofNullable(old);
  }

  public Optional<IngressTranslation> get(ObjectKey ingress) {
    return Optional.ofNullable(translations.get(ingress));
  }

  /** The oldest first. */
  public List<IngressTranslation> oldestFirst() {
    return translations.values().stream().sorted(OLDEST_FIRST).toList();
  }

  /** In any order, as they are now. */
  public Collection<IngressTranslation> translations() {
    return Collections.unmodifiableCollection(translations.values());
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

  /** A hash of all Ingresses, whatever their order. */
  public long hash() {
    return hash;
  }

  public void options(GlobalOptions changed) {
    options = changed;
  }

  /** What each Ingress asks for and does not get, by itself or beside the others. */
  public Map<ObjectKey, List<Problem>> problems() {
    Map<ObjectKey, List<Problem>> all = new HashMap<>();
    translations.forEach((key, each) -> all.put(key, new ArrayList<>(each.problems())));
    problemsOfHost
        .values()
        .forEach(
            ofHost ->
                ofHost.forEach(
                    (key, found) ->
                        all.computeIfAbsent(key, ignored -> new ArrayList<>()).addAll(found)));
    return all;
  }

  /** What Ingresses ask for and cannot have together, as far as it was not told yet. */
  public Map<ObjectKey, List<Problem>> takeProblems() {
    Map<ObjectKey, List<Problem>> taken = Map.copyOf(news);
    news.clear();
    return taken;
  }

  /** The whole as it is now. */
  public Snapshot build() {
    if (!touchedHosts.isEmpty()) {
      Map<String, VirtualHost<Location>> changes = new HashMap<>();
      touchedHosts.forEach(host -> changes.put(host, compose(host)));
      touchedHosts.clear();
      routes = routes.with(changes);
    }
    return new Snapshot(routes, Map.copyOf(backends), defaultBackend, options);
  }

  /** What an Ingress that is not stored yet cannot have, as the others have it. */
  public List<Problem> conflicts(IngressTranslation candidate) {
    List<Problem> conflicts = new ArrayList<>();
    for (String host : candidate.allHosts()) {
      List<IngressTranslation> all =
          Stream.concat(
                  contributors(host).stream().filter(each -> !each.key().equals(candidate.key())),
                  Stream.of(candidate))
              .sorted(OLDEST_FIRST)
              .toList();
      Composed composed = HostComposition.compose(host, mode, all);
      conflicts.addAll(composed.problems().getOrDefault(candidate.key(), List.of()));
    }
    return conflicts;
  }

  /** Every host as another mode would have it. */
  public Map<String, VirtualHost<Location>> hosts(RoutingMode other) {
    Map<String, VirtualHost<Location>> hosts = new TreeMap<>();
    ingressesOfHost
        .keySet()
        .forEach(
            host ->
                hosts.put(
                    host,
                    new VirtualHost<>(
                        HostComposition.compose(host, other, contributors(host)).routes())));
    return hosts;
  }

  private List<IngressTranslation> contributors(String host) {
    return ingressesOfHost.getOrDefault(host, Set.of()).stream()
        .map(translations::get)
        .sorted(OLDEST_FIRST)
        .toList();
  }

  private VirtualHost<Location> compose(String host) {
    Composed composed = HostComposition.compose(host, mode, contributors(host));
    note(host, composed.problems());
    return new VirtualHost<>(composed.routes());
  }

  private void note(String host, Map<ObjectKey, List<Problem>> problems) {
    Map<ObjectKey, List<Problem>> before =
        problems.isEmpty() ? problemsOfHost.remove(host) : problemsOfHost.put(host, problems);
    problems.forEach(
        (ingress, now) -> {
          List<Problem> fresh = new ArrayList<>(now);
          fresh.removeAll(before == null ? List.of() : before.getOrDefault(ingress, List.of()));
          if (!fresh.isEmpty()) {
            news.computeIfAbsent(ingress, key -> new ArrayList<>()).addAll(fresh);
          }
        });
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
