package io.kubevert.coredns.plugin.debug;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code debug}. */
public final class DebugSetup {
  private DebugSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    directives.forEach(directive -> directive.arguments(0, 0).withoutBlock());
    return new Debug();
  }

  /** Nothing to do: a failure in a plugin is logged with its stack in any case. */
  private record Debug() implements Plugin {}
}
