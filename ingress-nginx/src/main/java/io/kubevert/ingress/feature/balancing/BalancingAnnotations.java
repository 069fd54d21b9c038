package io.kubevert.ingress.feature.balancing;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.feature.canary.CanaryAnnotations;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads {@code affinity}, {@code affinity-mode}, {@code session-cookie-*}, {@code upstream-hash-by}
 * and {@code load-balance}; the first of them that is set decides.
 */
public final class BalancingAnnotations {
  private static final String COOKIE_NAME = "INGRESSCOOKIE";
  private static final int LONGEST = Integer.MAX_VALUE;
  private static final int SUBSET = 3;
  private static final int MOST_SUBSET = 10_000;

  private enum Algorithm {
    ROUND_ROBIN,
    EWMA,
    LEAST_CONN
  }

  private enum Affinity {
    NONE,
    COOKIE
  }

  private enum Mode {
    BALANCED,
    PERSISTENT
  }

  private enum SameSite {
    NONE,
    LAX,
    STRICT
  }

  private BalancingAnnotations() {}

  public static Balancing read(Annotations annotations) {
    Affinity affinity = annotations.choice("affinity", Affinity.class, Affinity.NONE);
    Balancing.StickyCookie cookie = cookie(annotations);
    if (affinity == Affinity.COOKIE) {
      return cookie;
    }
    Optional<String> hashBy = annotations.text("upstream-hash-by");
    boolean subset = annotations.flag("upstream-hash-by-subset", false);
    int size = annotations.number("upstream-hash-by-subset-size", 1, MOST_SUBSET).orElse(SUBSET);
    Algorithm algorithm =
        annotations.choice("load-balance", Algorithm.class, Algorithm.ROUND_ROBIN);
    if (hashBy.isPresent()) {
      return subset
          ? new Balancing.SubsetHash(hashBy.get(), size)
          : new Balancing.ConsistentHash(hashBy.get());
    }
    return switch (algorithm) {
      case ROUND_ROBIN -> new Balancing.RoundRobin();
      case EWMA -> new Balancing.Ewma();
      case LEAST_CONN -> new Balancing.LeastConnections();
    };
  }

  private static Balancing.StickyCookie cookie(Annotations annotations) {
    nameMissingPath(annotations);
    Optional<Boolean> secure =
        annotations.has("session-cookie-secure")
            ? Optional.of(annotations.flag("session-cookie-secure", false))
            : Optional.empty();
    return new Balancing.StickyCookie(
        token(annotations, "session-cookie-name").orElse(COOKIE_NAME),
        annotations.choice("affinity-mode", Mode.class, Mode.BALANCED) == Mode.PERSISTENT,
        annotations.flag("session-cookie-change-on-failure", false),
        attribute(annotations, "session-cookie-path"),
        attribute(annotations, "session-cookie-domain"),
        seconds(annotations, "session-cookie-expires"),
        seconds(annotations, "session-cookie-max-age"),
        sameSite(annotations),
        annotations.flag("session-cookie-conditional-samesite-none", false),
        !CanaryAnnotations.isLegacy(annotations),
        annotations.flag("session-cookie-partitioned", false),
        secure);
  }

  /** A browser sends the cookie back for paths below its own, and an expression is no path. */
  private static void nameMissingPath(Annotations annotations) {
    if (annotations.text("affinity").isPresent()
        && annotations.flag("use-regex", false)
        && annotations.text("session-cookie-path").isEmpty()) {
      annotations.problem(
          "MissingAnnotation",
          "session-cookie-path",
          "annotation session-cookie-path is needed beside use-regex; the cookie's path is /");
    }
  }

  private static Optional<String> token(Annotations annotations, String name) {
    return annotations.parsed(
        name,
        text -> text.matches("[A-Za-z0-9_.-]{1,128}") ? Optional.of(text) : Optional.empty(),
        "a cookie's name");
  }

  private static Optional<String> attribute(Annotations annotations, String name) {
    return annotations
        .headerText(name)
        .flatMap(
            ignored ->
                annotations.parsed(
                    name,
                    text -> text.indexOf(';') < 0 ? Optional.of(text) : Optional.empty(),
                    "an attribute of a cookie"));
  }

  private static Optional<Duration> seconds(Annotations annotations, String name) {
    return annotations.number(name, 0, LONGEST).map(Duration::ofSeconds);
  }

  private static Optional<String> sameSite(Annotations annotations) {
    if (!annotations.has("session-cookie-samesite")) {
      return Optional.empty();
    }
    return switch (annotations.choice("session-cookie-samesite", SameSite.class, SameSite.LAX)) {
      case NONE -> Optional.of("None");
      case LAX -> Optional.of("Lax");
      case STRICT -> Optional.of("Strict");
    };
  }
}
