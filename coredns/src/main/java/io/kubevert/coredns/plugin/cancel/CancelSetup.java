package io.kubevert.coredns.plugin.cancel;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads {@code cancel [TIMEOUT]}. */
public final class CancelSetup {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(5001);

  private CancelSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1).withoutBlock();
    Duration timeout =
        directive.argument(0).map(Arguments::positiveDuration).orElse(DEFAULT_TIMEOUT);
    return new Cancel(timeout);
  }

  /** A late answer is a SERVFAIL; one that is there at once costs no timer. */
  private record Cancel(Duration timeout) implements Plugin {
    @Override
    public Handler before(Handler next) {
      return query -> {
        Future<Answer> answer = next.handle(query);
        return answer.isComplete()
            ? answer
            : answer.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
      };
    }
  }
}
