package io.kubevert.coredns.plugin.errors;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.Level;

/** Reads {@code errors [stdout] { stacktrace; consolidate ... }}. */
public final class ErrorsSetup {
  private static final int LONGEST_PATTERN = 10_000;

  private ErrorsSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    Directive directive = directives.getFirst().arguments(0, 1);
    directive
        .argument(0)
        .filter(where -> !where.text().equals("stdout"))
        .ifPresent(
            where -> {
              throw where.fault("the log is written to standard output; stdout or nothing");
            });
    List<Consolidation> consolidations = new ArrayList<>();
    for (Directive property : directive.block()) {
      switch (property.word()) {
        case "stacktrace" -> property.arguments(0, 0);
        case "consolidate" ->
            consolidations.add(new Consolidation(context.vertx(), rule(property)));
        default -> throw directive.unknownProperty(property);
      }
    }
    return new Errors(context, consolidations);
  }

  /** Reads {@code consolidate DURATION REGEXP [LEVEL] [show_first]}. */
  private static Consolidation.Rule rule(Directive property) {
    List<Token> words = new ArrayList<>(property.arguments(2, 4).arguments());
    Token duration = words.removeFirst();
    long millis = Arguments.positiveDuration(duration).toMillis();
    Pattern pattern = pattern(words.removeFirst());
    boolean showFirst = !words.isEmpty() && words.getLast().text().equals("show_first");
    if (showFirst) {
      words.removeLast();
    }
    if (words.size() > 1) {
      throw words.get(1).fault("show_first, or nothing");
    }
    Level level = words.isEmpty() ? Level.ERROR : level(words.getFirst());
    return new Consolidation.Rule(
        new Consolidation.Period(millis, duration.text()), pattern, level, showFirst);
  }

  private static Pattern pattern(Token token) {
    if (token.text().length() > LONGEST_PATTERN) {
      throw token.fault("longer than " + LONGEST_PATTERN + " characters");
    }
    try {
      return Pattern.compile(token.text());
    } catch (PatternSyntaxException e) {
      throw token.fault("not a regular expression: " + e.getMessage());
    }
  }

  private static Level level(Token token) {
    return switch (token.text()) {
      case "warning" -> Level.WARN;
      case "error" -> Level.ERROR;
      case "info" -> Level.INFO;
      case "debug" -> Level.DEBUG;
      default -> throw token.fault("the levels are warning, error, info and debug");
    };
  }
}
