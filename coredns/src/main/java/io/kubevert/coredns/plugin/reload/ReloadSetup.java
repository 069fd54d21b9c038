package io.kubevert.coredns.plugin.reload;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.time.Duration;
import java.util.List;

/** Reads {@code reload [INTERVAL] [JITTER]}. */
public final class ReloadSetup {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(2);
  private static final Duration SHORTEST_JITTER = Duration.ofSeconds(1);

  private ReloadSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 2).withoutBlock();
    Duration interval = directive.argument(0).map(Arguments::duration).orElse(DEFAULT_INTERVAL);
    Duration jitter = directive.argument(1).map(Arguments::duration).orElse(interval.dividedBy(2));
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw directive.arguments().getFirst().fault("the interval is 2s at least");
    }
    if (jitter.compareTo(SHORTEST_JITTER) < 0) {
      throw directive.arguments().getLast().fault("the jitter is 1s at least");
    }
    Duration shorter = jitter.compareTo(interval.dividedBy(2)) > 0 ? interval.dividedBy(2) : jitter;
    long millis = context.random().nextLong(-shorter.toMillis(), shorter.toMillis() + 1);
    context.block().reloadEvery(interval.plusMillis(millis));
    return new Reload();
  }

  /** The server itself looks for changes; this only asked it to. */
  private record Reload() implements Plugin {}
}
