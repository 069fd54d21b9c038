package io.kubevert.coredns.plugin.errors;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code errors}. */
public final class ErrorsSetup {
  private ErrorsSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    directives.forEach(directive -> directive.arguments(0, 1).withoutBlock());
    return new Errors(context.server(), context.clock());
  }
}
