package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

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
    return query -> from(0, query.name()).orElse(next).handle(query);
  }

  /** The first rule from an index on that holds the name, and behind it those that follow. */
  private Optional<Handler> from(int index, Name name) {
    for (int i = index; i < rules.size(); i++) {
      ForwardRule rule = rules.get(i);
      if (rule.holds(name)) {
        int following = i + 1;
        return Optional.of(query -> rule.answer(query, from(following, name)));
      }
    }
    return Optional.empty();
  }
}
