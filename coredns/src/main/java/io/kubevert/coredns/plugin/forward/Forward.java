package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.List;

/** Asks other servers; the first rule whose names hold the question's name is the one. */
final class Forward implements Plugin {
  static final String NAME = "forward";

  private final List<ForwardRule> rules;

  Forward(List<ForwardOptions> options, ServerContext context) {
    ForwardMetrics metrics = context.shared().get(ForwardMetrics.class, ForwardMetrics::new);
    this.rules = options.stream().map(option -> new ForwardRule(option, context, metrics)).toList();
  }

  @Override
  public Future<Void> start() {
    return Future.join(rules.stream().map(ForwardRule::start).toList()).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    return Future.join(rules.stream().map(ForwardRule::stop).toList()).mapEmpty();
  }

  @Override
  public Handler before(Handler next) {
    return query -> answer(query, next);
  }

  private Future<Answer> answer(Query query, Handler next) {
    for (ForwardRule rule : rules) {
      if (rule.holds(query.name())) {
        return rule.answer(query, next);
      }
    }
    return next.handle(query);
  }
}
