package io.kubevert.coredns.plugin.ready;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Reads {@code ready [ADDRESS]}. */
public final class ReadySetup {
  private static final int DEFAULT_PORT = 8181;

  private ReadySetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1).withoutBlock();
    Token name = directive.name();
    Token address =
        directive.argument(0).orElse(new Token(":" + DEFAULT_PORT, name.file(), name.line()));
    context
        .block()
        .page(
            HostAndPort.parse(address, context.site().pageHost(), DEFAULT_PORT),
            "/ready",
            request -> answer(request, context));
    return new Ready();
  }

  private static void answer(HttpServerRequest request, ServerContext context) {
    List<String> unready = context.readiness().unready();
    if (unready.isEmpty()) {
      request.response().end("OK");
    } else {
      request.response().setStatusCode(503).end(String.join(",", unready));
    }
  }

  /** The page is all there is. */
  private record Ready() implements Plugin {}
}
