package io.kubevert.coredns.plugin.bufsize;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code bufsize [SIZE]}. */
public final class BufsizeSetup {
  private static final int DEFAULT_SIZE = 1232;
  private static final int LEAST = 512;
  private static final int MOST = 4096;

  private BufsizeSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1).withoutBlock();
    int size =
        directive
            .argument(0)
            .map(token -> Arguments.number(token, LEAST, MOST))
            .orElse(DEFAULT_SIZE);
    return new Bufsize(size);
  }

  /** Keeps answers short enough to travel without fragments. */
  private record Bufsize(int size) implements Plugin {
    @Override
    public Handler before(Handler next) {
      return query -> next.handle(query).map(answer -> answer.within(size));
    }
  }
}
