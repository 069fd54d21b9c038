package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads {@code log [ZONES...] { class success|denial|error|all... }}. */
public final class LogSetup {
  private LogSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst();
    Set<QueryLog.Outcome> outcomes = EnumSet.noneOf(QueryLog.Outcome.class);
    for (Directive property : directive.block()) {
      if (!property.word().equals("class")) {
        throw directive.unknownProperty(property);
      }
      property.arguments().forEach(token -> outcomes.addAll(outcomes(token)));
    }
    if (outcomes.isEmpty()) {
      outcomes.addAll(EnumSet.allOf(QueryLog.Outcome.class));
    }
    Zones zones = new Zones(Arguments.zones(directive.arguments(), context.zones()));
    return new QueryLog(zones, outcomes);
  }

  private static Set<QueryLog.Outcome> outcomes(Token token) {
    return switch (token.text()) {
      case "all" -> EnumSet.allOf(QueryLog.Outcome.class);
      case "success" -> EnumSet.of(QueryLog.Outcome.SUCCESS);
      case "denial" -> EnumSet.of(QueryLog.Outcome.DENIAL);
      case "error" -> EnumSet.of(QueryLog.Outcome.ERROR);
      default -> throw token.fault("the classes are all, success, denial and error");
    };
  }
}
