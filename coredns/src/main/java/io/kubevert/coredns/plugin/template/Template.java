package io.kubevert.coredns.plugin.template;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Alias;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.RecordText;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers by the first rule that fits. */
final class Template implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(Template.class);
  private static final String NAME = "template";

  private final List<TemplateRule> rules;
  private final ServerContext context;
  private final TemplateMetrics metrics;

  Template(List<TemplateRule> rules, ServerContext context) {
    this.rules = rules;
    this.context = context;
    this.metrics = context.shared().get(TemplateMetrics.class, TemplateMetrics::new);
  }

  @Override
  public boolean takesOtherClasses() {
    return true;
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      for (TemplateRule rule : rules) {
        Optional<Name> zone = rule.concerns(query);
        if (zone.isEmpty()) {
          continue;
        }
        Optional<Match> match = rule.match(query, zone.get());
        if (match.isPresent()) {
          metrics.matched(context.server(), match.get());
          return answer(rule, match.get());
        }
        if (!rule.fallthrough().through(query.name())) {
          return Future.succeededFuture(Answer.serverFailure(NAME, "no match, and no fallthrough"));
        }
      }
      return next.handle(query);
    };
  }

  private Future<Answer> answer(TemplateRule rule, Match match) {
    List<Record> answers;
    Answer answer;
    try {
      answers = records("answer", rule.answers(), match);
      answer =
          new Answer(
              rule.rcode(),
              true,
              false,
              false,
              answers,
              records("authority", rule.authority(), match),
              records("additional", rule.additional(), match),
              NAME);
    } catch (IOException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("name", match.query().name())
          .addKeyValue("cause", e.getMessage())
          .log("a template made no record");
      return Future.succeededFuture(Answer.serverFailure(NAME, e.getMessage()));
    }
    Answer complete = rule.error().map(answer::with).orElse(answer);
    Query query = match.query();
    return openAlias(query, answers)
        .map(alias -> alias.follow(query, context.resolver(), NAME))
        .orElseGet(() -> Future.succeededFuture(complete));
  }

  private List<Record> records(String section, List<TemplateText> texts, Match match)
      throws IOException {
    List<Record> records = new ArrayList<>();
    for (TemplateText text : texts) {
      records.add(record(section, text, match));
    }
    return records;
  }

  private Record record(String section, TemplateText text, Match match) throws IOException {
    String filled;
    try {
      filled = text.fill(match);
    } catch (IllegalArgumentException e) {
      metrics.unfilled(context.server(), match, section, text.toString());
      throw e;
    }
    try {
      return RecordText.parse(filled);
    } catch (IOException | IllegalArgumentException e) {
      metrics.unread(context.server(), match, section, text.toString());
      throw e;
    }
  }

  /** The alias that the records end with, if nothing of the type that was asked for is there. */
  private static Optional<Alias> openAlias(Query query, List<Record> answers) {
    boolean open =
        !answers.isEmpty()
            && answers.getLast() instanceof CNAMERecord
            && query.type() != Type.CNAME
            && query.type() != Type.ANY;
    return open
        ? Optional.of(new Alias(answers, ((CNAMERecord) answers.getLast()).getTarget()))
        : Optional.empty();
  }
}
