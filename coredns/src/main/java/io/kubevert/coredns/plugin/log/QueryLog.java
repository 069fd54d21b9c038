package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Zones;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** One line for each question. */
final class QueryLog implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(QueryLog.class);

  private final Zones zones;
  private final Set<Outcome> outcomes;

  /** What became of a question. */
  enum Outcome {
    SUCCESS,
    DENIAL,
    ERROR;

    static Outcome of(Answer answer) {
      if (answer.isNegative()) {
        return DENIAL;
      }
      return answer.rcode() == Rcode.NOERROR ? SUCCESS : ERROR;
    }
  }

  QueryLog(Zones zones, Set<Outcome> outcomes) {
    this.zones = zones;
    this.outcomes = outcomes;
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      if (!zones.hold(query.name())) {
        return next.handle(query);
      }
      long started = System.nanoTime();
      return next.handle(query).onSuccess(answer -> log(query, answer, started));
    };
  }

  private void log(Query query, Answer answer, long started) {
    if (outcomes.contains(Outcome.of(answer))) {
      LOG.atInfo()
          .addKeyValue("client", query.client().address())
          .addKeyValue("proto", query.client().transport().label())
          .addKeyValue("name", query.name())
          .addKeyValue("type", Type.string(query.type()))
          .addKeyValue("rcode", Rcode.string(answer.rcode()))
          .addKeyValue("answers", answer.answers().size())
          .addKeyValue("by", answer.source())
          .addKeyValue("micros", (System.nanoTime() - started) / 1_000)
          .log("query");
    }
  }
}
