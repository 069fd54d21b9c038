package io.kubevert.coredns.plugin.ready;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code ready [ADDRESS] { monitor until-ready|continuously }}. */
public final class ReadySetup {
  private static final int DEFAULT_PORT = 8181;

  private ReadySetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    Directive directive = directives.getFirst().arguments(0, 1);
    boolean continuously = false;
    for (Directive property : directive.block()) {
      if (!property.word().equals("monitor")) {
        throw directive.unknownProperty(property);
      }
      continuously = isContinuous(property.onlyArgument());
    }
    context
        .block()
        .page(
            HostAndPort.ofPage(directive, context.site().pageHost(), DEFAULT_PORT),
            "/ready",
            new ReadyPage(context.readiness(), continuously));
    return new Ready();
  }

  private static boolean isContinuous(Token how) {
    return switch (how.text()) {
      case "until-ready" -> false;
      case "continuously" -> true;
      default -> throw how.fault("plugins are monitored until-ready or continuously");
    };
  }

  /** The page is all there is. */
  private record Ready() implements Plugin {}
}
