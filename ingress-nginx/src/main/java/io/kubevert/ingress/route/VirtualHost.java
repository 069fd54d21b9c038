package io.kubevert.ingress.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The paths of one host.
 *
 * <p>An exact path is tried first, then regular expressions, longest first, then prefixes, longest
 * first. Of two equal paths the one that was given first wins.
 */
public final class VirtualHost<L> {
  private final List<Route<L>> routes;
  private final Map<String, L> exact = new HashMap<>();
  private final Map<String, L> prefixes = new HashMap<>();
  private final List<Expression<L>> expressions = new ArrayList<>();
  private L fallback;

  private record Expression<L>(Pattern pattern, L target) {}

  /**
   * @param routes in order of importance; a regular expression must be valid
   */
  public VirtualHost(List<Route<L>> routes) {
    this.routes = List.copyOf(routes);
    this.routes.forEach(this::add);
    this.routes.stream()
        .filter(route -> pattern(route).isPresent())
        .sorted(Comparator.comparingInt((Route<L> route) -> -route.path().length()))
        .forEach(
            route ->
                expressions.add(new Expression<>(pattern(route).orElseThrow(), route.target())));
  }

  private static Optional<Pattern> pattern(Route<?> route) {
    return switch (route.match()) {
      case REGEX -> Optional.of(Pattern.compile("^" + route.path(), Pattern.CASE_INSENSITIVE));
      case WHOLE_REGEX -> Optional.of(Pattern.compile("^(?:" + route.path() + ")$"));
      case EXACT, PREFIX, FALLBACK -> Optional.empty();
    };
  }

  private void add(Route<L> route) {
    switch (route.match()) {
      case EXACT -> exact.putIfAbsent(route.path(), route.target());
      case PREFIX -> prefixes.putIfAbsent(withoutSlash(route.path()), route.target());
      case FALLBACK -> fallback = fallback == null ? route.target() : fallback;
      case REGEX, WHOLE_REGEX -> {}
    }
  }

  public boolean isEmpty() {
    return routes.isEmpty();
  }

  public List<Route<L>> routes() {
    return routes;
  }

  /**
   * What a path leads to.
   *
   * @param path normalized, as by {@link RequestPath}
   */
  public Optional<L> find(String path) {
    L found = exact.get(path);
    if (found == null) {
      found = expression(path);
    }
    if (found == null) {
      found = prefix(path);
    }
    return Optional.ofNullable(found == null ? fallback : found);
  }

  private L expression(String path) {
    for (Expression<L> expression : expressions) {
      if (BoundedText.find(expression.pattern, path).isPresent()) {
        return expression.target;
      }
    }
    return null;
  }

  private L prefix(String path) {
    if (prefixes.isEmpty()) {
      return null;
    }
    for (String rest = withoutSlash(path); !rest.isEmpty(); ) {
      L found = prefixes.get(rest);
      if (found != null) {
        return found;
      }
      rest = rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }
    return prefixes.get("");
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
