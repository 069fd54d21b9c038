package io.kubevert.ingress.feature.canary;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.CanaryPolicy;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads {@code canary} and {@code canary-by-header}, {@code -value}, {@code -pattern}, {@code
 * canary-by-cookie}, {@code canary-weight}, {@code -total} and {@code affinity-canary-behavior}.
 */
public final class CanaryAnnotations {
  private static final int WHOLE = 100;

  private enum Behavior {
    STICKY,
    LEGACY
  }

  private CanaryAnnotations() {}

  /** What an Ingress takes of others' requests; empty when it is no canary. */
  public static Optional<CanaryPolicy> read(Annotations annotations) {
    boolean canary = annotations.flag("canary", false);
    CanaryPolicy policy =
        new CanaryPolicy(
            name(annotations, "canary-by-header"),
            annotations.text("canary-by-header-value"),
            annotations.parsed(
                "canary-by-header-pattern", CanaryAnnotations::pattern, "a regular expression"),
            name(annotations, "canary-by-cookie"),
            annotations.number("canary-weight", 0, Integer.MAX_VALUE).orElse(0),
            annotations.number("canary-weight-total", 1, Integer.MAX_VALUE).orElse(WHOLE),
            isLegacy(annotations));
    return canary ? Optional.of(policy) : Optional.empty();
  }

  /** Whether sessions are chosen for like all others. */
  public static boolean isLegacy(Annotations annotations) {
    return annotations.choice("affinity-canary-behavior", Behavior.class, Behavior.STICKY)
        == Behavior.LEGACY;
  }

  private static Optional<String> name(Annotations annotations, String annotation) {
    return annotations.parsed(
        annotation,
        text -> text.matches("[A-Za-z0-9_.-]{1,128}") ? Optional.of(text) : Optional.empty(),
        "a name of letters, digits, - and _");
  }

  private static Optional<Pattern> pattern(String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
