package io.kubevert.coredns.plugin.erratic;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.time.Duration;
import java.util.List;

/** Reads {@code erratic { drop [N]; truncate [N]; delay [N [DURATION]]; large }}. */
public final class ErraticSetup {
  private static final int DEFAULT_EVERY = 2;
  private static final Duration DEFAULT_DELAY = Duration.ofMillis(100);

  private int drop;
  private int truncate;
  private int delay;
  private Duration delayBy = DEFAULT_DELAY;
  private boolean large;

  private ErraticSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 0);
    ErraticSetup setup = new ErraticSetup();
    if (directive.block().isEmpty()) {
      setup.drop = DEFAULT_EVERY;
    }
    directive.block().forEach(property -> setup.read(directive, property));
    context.block().acceptTransfers();
    return new Erratic(
        new ErraticOptions(
            setup.drop, setup.truncate, setup.delay, setup.delayBy.toMillis(), setup.large),
        context);
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "drop" -> drop = every(property.arguments(0, 1));
      case "truncate" -> truncate = every(property.arguments(0, 1));
      case "delay" -> {
        delay = every(property.arguments(0, 2));
        property.argument(1).ifPresent(token -> delayBy = Arguments.positiveDuration(token));
      }
      case "large" -> large = true;
      default -> throw directive.unknownProperty(property);
    }
  }

  private static int every(Directive property) {
    return property
        .argument(0)
        .map(token -> Arguments.number(token, 0, Integer.MAX_VALUE))
        .orElse(DEFAULT_EVERY);
  }
}
