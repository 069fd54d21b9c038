package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Network;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code loadbalance [round_robin | weighted FILE] { reload ...; prefer ... }}. */
public final class LoadbalanceSetup {
  private static final Duration USUAL_RELOAD = Duration.ofSeconds(30);

  private LoadbalanceSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    Directive directive = directives.getFirst();
    boolean weighted = isWeighted(directive);
    Duration reload = USUAL_RELOAD;
    List<Network> preferred = new ArrayList<>();
    for (Directive property : directive.block()) {
      switch (property.word()) {
        case "reload" -> {
          if (!weighted) {
            throw property.name().fault("only a file of weights is read again");
          }
          reload = Arguments.duration(property.onlyArgument());
        }
        case "prefer" ->
            property
                .arguments(1, Integer.MAX_VALUE)
                .arguments()
                .forEach(token -> preferred.add(network(token)));
        default -> throw directive.unknownProperty(property);
      }
    }
    Policy policy =
        weighted
            ? new Weighted(
                context.vertx(),
                context.site().directory().resolve(directive.arguments().get(1).text()),
                reload)
            : new RoundRobin();
    return new Loadbalance(policy, List.copyOf(preferred));
  }

  private static boolean isWeighted(Directive directive) {
    String policy = directive.argument(0).map(Token::text).orElse("round_robin");
    return switch (policy) {
      case "round_robin" -> {
        directive.arguments(0, 1);
        yield false;
      }
      case "weighted" -> {
        directive.arguments(2, 2);
        yield true;
      }
      default ->
          throw directive.arguments().getFirst().fault("the policy is round_robin or weighted");
    };
  }

  private static Network network(Token token) {
    try {
      return Network.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw token.fault("not a network, as in 10.233.64.0/18");
    }
  }
}
