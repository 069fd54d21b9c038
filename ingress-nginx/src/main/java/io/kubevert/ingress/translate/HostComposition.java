package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.exchange.Canary;
import io.kubevert.ingress.exchange.CanaryPolicy;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.redirect.SlashRedirect;
import io.kubevert.ingress.route.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Puts together what several Ingresses say about one host: whose path it is, which of them are
 * expressions, and who is whose canary.
 */
final class HostComposition {
  private final String host;
  private final RoutingMode mode;
  private final List<Route<Location>> routes = new ArrayList<>();
  private final Map<ObjectKey, List<Problem>> problems = new HashMap<>();

  /** One path in one way of comparing it. */
  private record Slot(String path, Route.Match match) {}

  /**
   * A host.
   *
   * @param routes in order of importance
   * @param problems what an Ingress asks for and does not get
   */
  record Composed(List<Route<Location>> routes, Map<ObjectKey, List<Problem>> problems) {}

  private HostComposition(String host, RoutingMode mode) {
    this.host = host;
    this.mode = mode;
  }

  /**
   * Composes a host.
   *
   * @param contributors those who name the host, the oldest first
   */
  static Composed compose(String host, RoutingMode mode, List<IngressTranslation> contributors) {
    HostComposition composition = new HostComposition(host, mode);
    composition.addMains(contributors);
    composition.attachCanaries(contributors);
    composition.addSlashRedirects();
    return new Composed(composition.routes, composition.problems);
  }

  /**
   * Aliases of other hosts, and redirects to them, yield to Ingresses that name the host itself.
   */
  private void addMains(List<IngressTranslation> contributors) {
    List<IngressTranslation> mains = contributors.stream().filter(each -> !each.canary()).toList();
    boolean named = mains.stream().anyMatch(each -> each.hosts().containsKey(host));
    boolean everywhere =
        mode == RoutingMode.COMPAT && mains.stream().anyMatch(IngressTranslation::regex);
    Map<Slot, ObjectKey> owners = new HashMap<>();
    for (IngressTranslation main : mains) {
      for (Route<Location> route : named ? main.routes(host) : main.aliasRoutes(host)) {
        boolean expression = everywhere || (main.regex() && route.match() == Route.Match.PREFIX);
        add(main.key(), expression ? asExpression(route) : route, owners);
      }
    }
  }

  private void add(ObjectKey ingress, Route<Location> route, Map<Slot, ObjectKey> owners) {
    ObjectKey owner = owners.putIfAbsent(slot(route), ingress);
    if (owner != null && !owner.equals(ingress) && route.match() != Route.Match.FALLBACK) {
      problem(
          ingress,
          "PathTaken",
          "path "
              + route.path()
              + " of host \""
              + host
              + "\" belongs to the older Ingress "
              + owner);
    }
    routes.add(route);
  }

  /** In nginx, an exact path that ends with a slash has requests without it redirected. */
  private void addSlashRedirects() {
    if (mode == RoutingMode.COMPAT) {
      List.copyOf(routes).stream()
          .filter(route -> route.match() == Route.Match.EXACT)
          .filter(route -> route.path().length() > 1 && route.path().endsWith("/"))
          .forEach(route -> routes.add(slashRedirect(route)));
    }
  }

  private static Route<Location> slashRedirect(Route<Location> route) {
    Location to = route.target();
    String path = route.path().substring(0, route.path().length() - 1);
    LocationConfig config =
        LocationConfig.of(
            List.of(new SlashRedirect()), to.config().upstream(), to.config().logged());
    Location location =
        new Location(
            to.ingress(),
            to.host(),
            path,
            Route.Match.EXACT,
            false,
            to.secured(),
            Optional.empty(),
            config,
            Optional.empty());
    return new Route<>(path, Route.Match.EXACT, location);
  }

  private void attachCanaries(List<IngressTranslation> contributors) {
    Map<Slot, ObjectKey> taken = new HashMap<>();
    contributors.stream()
        .filter(IngressTranslation::canary)
        .forEach(
            canary -> canary.routes(host).forEach(route -> attach(canary.key(), route, taken)));
  }

  private void attach(ObjectKey ingress, Route<Location> canary, Map<Slot, ObjectKey> taken) {
    List<Integer> mains =
        IntStream.range(0, routes.size())
            .filter(i -> isMain(routes.get(i), canary))
            .boxed()
            .toList();
    if (mains.isEmpty()) {
      problem(
          ingress,
          "CanaryWithoutMain",
          "no other Ingress has path "
              + canary.path()
              + " of host \""
              + host
              + "\"; the canary"
              + " takes no requests");
      return;
    }
    ObjectKey owner = taken.putIfAbsent(slot(canary), ingress);
    if (owner != null) {
      problem(
          ingress,
          "CanaryTaken",
          "path "
              + canary.path()
              + " of host \""
              + host
              + "\" has the canary "
              + owner
              + " already");
      return;
    }
    mains.forEach(i -> routes.set(i, withCanary(routes.get(i), canary.target())));
  }

  private static boolean isMain(Route<Location> main, Route<Location> canary) {
    return main.path().equals(canary.path()) && main.target().match() == canary.target().match();
  }

  /** Sessions are kept as the main Ingress keeps them, unless either says otherwise. */
  private static Route<Location> withCanary(Route<Location> main, Location other) {
    Location location = main.target();
    CanaryPolicy policy = other.config().canary().orElseThrow();
    boolean kept =
        location.config().balancing() instanceof Balancing.StickyCookie cookie
            && cookie.keptByCanary()
            && !policy.legacy();
    Canary canary =
        new Canary(
            other.ingress(),
            policy,
            other.backend().orElseThrow(),
            kept ? location.config().balancing() : other.config().balancing());
    return new Route<>(main.path(), main.match(), location.with(canary));
  }

  private Route<Location> asExpression(Route<Location> route) {
    Route.Match match =
        switch (mode) {
          case COMPAT -> Route.Match.REGEX;
          case STRICT -> Route.Match.WHOLE_REGEX;
        };
    return route.match() == Route.Match.FALLBACK
        ? route
        : new Route<>(route.path(), match, route.target().asExpression());
  }

  private static Slot slot(Route<Location> route) {
    return new Slot(route.path(), route.match());
  }

  private void problem(ObjectKey ingress, String reason, String message) {
    problems
        .computeIfAbsent(ingress, key -> new ArrayList<>())
        .add(new Problem(reason, host, message));
  }
}
