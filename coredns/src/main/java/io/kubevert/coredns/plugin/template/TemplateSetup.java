package io.kubevert.coredns.plugin.template;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Rcode;

/** Reads {@code template CLASS TYPE [ZONES...] { match, answer, additional, authority, ... }}. */
public final class TemplateSetup {
  private static final int LARGEST_ERROR = 65_535;

  private final List<Pattern> patterns = new ArrayList<>();
  private final List<TemplateText> answers = new ArrayList<>();
  private final List<TemplateText> additional = new ArrayList<>();
  private final List<TemplateText> authority = new ArrayList<>();
  private int rcode = Rcode.NOERROR;
  private Optional<EDNSOption> error = Optional.empty();
  private Fallthrough fallthrough = Fallthrough.NONE;

  private TemplateSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    List<TemplateRule> rules =
        directives.stream().map(directive -> rule(directive, context)).toList();
    if (rules.stream().anyMatch(rule -> rule.dclass() != DClass.IN)) {
      context.block().acceptOtherClasses();
    }
    return new Template(rules, context);
  }

  private static TemplateRule rule(Directive directive, ServerContext context) {
    List<Token> words = directive.arguments(2, Integer.MAX_VALUE).arguments();
    TemplateSetup setup = new TemplateSetup();
    directive.block().forEach(property -> setup.read(directive, property));
    if (setup.patterns.isEmpty()) {
      setup.patterns.add(Pattern.compile(".*"));
    }
    return new TemplateRule(
        Arguments.dclass(words.get(0)),
        Arguments.type(words.get(1)),
        new Zones(Arguments.zones(words.subList(2, words.size()), context.zones())),
        setup.patterns,
        setup.answers,
        setup.additional,
        setup.authority,
        setup.rcode,
        setup.error,
        setup.fallthrough);
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "match" ->
          property
              .arguments(1, Integer.MAX_VALUE)
              .arguments()
              .forEach(token -> patterns.add(pattern(token)));
      case "answer" -> answers.add(text(property.onlyArgument()));
      case "additional" -> additional.add(text(property.onlyArgument()));
      case "authority" -> authority.add(text(property.onlyArgument()));
      case "rcode" -> rcode = Arguments.rcode(property.onlyArgument());
      case "ederror" -> error = Optional.of(error(property.arguments(1, 2)));
      case "fallthrough" -> fallthrough = Fallthrough.parse(property);
      default -> throw directive.unknownProperty(property);
    }
  }

  private static Pattern pattern(Token token) {
    try {
      return Pattern.compile(token.text());
    } catch (PatternSyntaxException e) {
      throw token.fault("not a regular expression: " + e.getMessage());
    }
  }

  private static TemplateText text(Token token) {
    try {
      return TemplateText.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw token.fault(e.getMessage());
    }
  }

  private static EDNSOption error(Directive property) {
    int code = Arguments.number(property.arguments().getFirst(), 0, LARGEST_ERROR);
    return property
        .argument(1)
        .map(reason -> new ExtendedErrorCodeOption(code, reason.text()))
        .orElseGet(() -> new ExtendedErrorCodeOption(code));
  }
}
