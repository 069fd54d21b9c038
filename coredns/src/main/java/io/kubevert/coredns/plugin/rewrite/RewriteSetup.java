package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code rewrite [continue|stop] FIELD ...}, which a server block may have several of. */
public final class RewriteSetup {
  private RewriteSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    return new Rewrite(directives.stream().map(directive -> step(directive, context)).toList());
  }

  private static Rewrite.Step step(Directive directive, ServerContext context) {
    List<Token> words = new ArrayList<>(directive.arguments());
    boolean goOn = !words.isEmpty() && words.getFirst().text().equals("continue");
    if (goOn || !words.isEmpty() && words.getFirst().text().equals("stop")) {
      words.removeFirst();
    }
    for (Directive line : directive.block()) {
      words.add(line.name());
      words.addAll(line.arguments());
    }
    if (words.isEmpty()) {
      throw directive.name().fault("needs a field: name, cname, type, class, edns0, ttl or rcode");
    }
    return new Rewrite.Step(rule(new Words(words.removeFirst(), words), context), !goOn);
  }

  private static Rule rule(Words words, ServerContext context) {
    return switch (words.field().text()) {
      case "name" -> NameRule.read(words);
      case "cname" -> CnameRule.read(words, context);
      case "type" -> type(words);
      case "class" -> dclass(words, context);
      case "ttl" -> ttl(words);
      case "rcode" -> rcode(words);
      case "edns0" -> EdnsRuleReader.read(words.field(), words.rest());
      default ->
          throw words
              .field()
              .fault("the fields are name, cname, type, class, edns0, ttl and rcode");
    };
  }

  private static Rule type(Words words) {
    int from = Arguments.type(words.next("the type to look for"));
    int to = Arguments.type(words.next("the type to ask for"));
    words.end();
    return query ->
        query.type() == from
            ? Optional.of(Rule.Rewritten.asking(query.asking(query.name(), to)))
            : Optional.empty();
  }

  private static Rule dclass(Words words, ServerContext context) {
    int from = Arguments.dclass(words.next("the class to look for"));
    int to = Arguments.dclass(words.next("the class to ask for"));
    words.end();
    context.block().acceptOtherClasses();
    return query ->
        query.dclass() == from
            ? Optional.of(Rule.Rewritten.asking(query.asking(query.name(), query.type(), to)))
            : Optional.empty();
  }

  private static Rule ttl(Words words) {
    NameMatch match = words.match();
    TtlRange range = TtlRange.parse(words.next("the time to live"));
    words.end();
    return query ->
        match.matches(query.name())
            ? Optional.of(Rule.Rewritten.changing(query, range::of))
            : Optional.empty();
  }

  private static Rule rcode(Words words) {
    NameMatch match = words.match();
    int from = Arguments.rcode(words.next("the response code to look for"));
    int to = Arguments.rcode(words.next("the response code to give"));
    words.end();
    return query ->
        match.matches(query.name())
            ? Optional.of(
                Rule.Rewritten.changing(
                    query, answer -> answer.rcode() == from ? answer.withRcode(to) : answer))
            : Optional.empty();
  }
}
