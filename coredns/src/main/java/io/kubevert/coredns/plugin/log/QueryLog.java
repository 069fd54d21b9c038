package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/** One line for each question, by the first rule that is about its name. */
record QueryLog(List<Rule> rules) implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(QueryLog.class);

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

  /**
   * What is logged, and how.
   *
   * @param slow what takes longer is logged whatever became of it
   */
  record Rule(Zones zones, LogFormat format, Set<Outcome> outcomes, Optional<Duration> slow) {
    boolean shows(Answer answer, long nanos) {
      return outcomes.contains(Outcome.of(answer))
          || slow.isPresent() && nanos > slow.get().toNanos();
    }
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      for (Rule rule : rules) {
        if (rule.zones().hold(query.name())) {
          long started = System.nanoTime();
          return next.handle(query)
              .onSuccess(answer -> log(rule, query, answer, System.nanoTime() - started));
        }
      }
      return next.handle(query);
    };
  }

  private static void log(Rule rule, Query query, Answer answer, long nanos) {
    if (rule.shows(answer, nanos) && LOG.isInfoEnabled()) {
      LOG.info(rule.format().line(new Exchange(query, answer, nanos)));
    }
  }
}
