package io.kubevert.coredns.plugin.health;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code health [ADDRESS] { lameduck DURATION }}. */
public final class HealthSetup {
  private static final int DEFAULT_PORT = 8080;

  private HealthSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1);
    for (Directive property : directive.block()) {
      if (!property.word().equals("lameduck")) {
        throw directive.unknownProperty(property);
      }
      context.block().lameduck(Arguments.duration(property.onlyArgument()));
    }
    HostAndPort page = HostAndPort.ofPage(directive, context.site().pageHost(), DEFAULT_PORT);
    context.block().page(page, "/health", request -> request.response().end("OK"));
    return new Health(page, context);
  }
}
