package io.kubevert.coredns.plugin.whoami;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code whoami}. */
public final class WhoamiSetup {
  private WhoamiSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    directives.forEach(directive -> directive.arguments(0, 0).withoutBlock());
    return new Whoami();
  }
}
