package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/** Reads {@code log [NAMES...] [FORMAT] { class ...; minDuration ... }}. */
public final class LogSetup {
  private LogSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    return new QueryLog(
        directives.stream().map(directive -> rule(directive, context.zones())).toList());
  }

  private static QueryLog.Rule rule(Directive directive, List<Name> serverZones) {
    Set<QueryLog.Outcome> outcomes = EnumSet.noneOf(QueryLog.Outcome.class);
    Optional<Duration> slow = Optional.empty();
    for (Directive property : directive.block()) {
      switch (property.word()) {
        case "class" ->
            property
                .arguments(1, Integer.MAX_VALUE)
                .arguments()
                .forEach(token -> outcomes.addAll(outcomes(token)));
        case "minDuration" -> slow = Optional.of(Arguments.duration(property.onlyArgument()));
        default -> throw directive.unknownProperty(property);
      }
    }
    if (outcomes.isEmpty()) {
      outcomes.addAll(EnumSet.allOf(QueryLog.Outcome.class));
    }
    List<Token> words = directive.arguments();
    boolean formatted = !words.isEmpty() && words.getLast().text().contains("{");
    List<Token> names = formatted ? words.subList(0, words.size() - 1) : words;
    return new QueryLog.Rule(
        new Zones(Arguments.zones(names, serverZones)),
        formatted ? LogFormat.parse(words.getLast()) : LogFormat.COMMON,
        Set.copyOf(outcomes),
        slow);
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
