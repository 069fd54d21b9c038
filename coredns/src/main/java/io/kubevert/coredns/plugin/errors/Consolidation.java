package io.kubevert.coredns.plugin.errors;

import com.google.re2j.Pattern;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One line for all failures of a kind in a period of time. Safe for use by several threads. */
final class Consolidation {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private final Vertx vertx;
  private final Rule rule;
  private final AtomicLong counted = new AtomicLong();
  private volatile long timer = -1;

  /**
   * What the directive says.
   *
   * @param period as written, too
   * @param pattern found anywhere in the reason of a failure
   * @param showFirst the first failure of a period is logged at once
   */
  record Rule(Period period, Pattern pattern, Level level, boolean showFirst) {}

  /** A period of time, and how it is written. */
  record Period(long millis, String text) {}

  Consolidation(Vertx vertx, Rule rule) {
    this.vertx = vertx;
    this.rule = rule;
  }

  boolean matches(String reason) {
    return rule.pattern().matcher(reason).find();
  }

  Level level() {
    return rule.level();
  }

  /** Counts a failure, and begins a period with the first; true if this one is to be logged. */
  boolean count() {
    boolean first = counted.getAndIncrement() == 0;
    if (first) {
      timer = vertx.setTimer(rule.period().millis(), tick -> sum());
    }
    return first && rule.showFirst();
  }

  /** Logs what was counted so far. */
  void stop() {
    vertx.cancelTimer(timer);
    sum();
  }

  private void sum() {
    long count = counted.getAndSet(0);
    if (count > (rule.showFirst() ? 1 : 0)) {
      LOG.atLevel(rule.level())
          .log(
              "{} errors like '{}' occurred in last {}",
              count,
              rule.pattern(),
              rule.period().text());
    }
  }
}
