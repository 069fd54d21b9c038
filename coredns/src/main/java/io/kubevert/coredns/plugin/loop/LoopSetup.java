package io.kubevert.coredns.plugin.loop;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code loop}. */
public final class LoopSetup {
  private LoopSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    directives.forEach(directive -> directive.arguments(0, 0).withoutBlock());
    return new Loop(context);
  }
}
