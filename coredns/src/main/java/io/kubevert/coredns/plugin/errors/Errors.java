package io.kubevert.coredns.plugin.errors;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Logs questions that ended in SERVFAIL: those that a rule collects by the rule, of others one line
 * a second, with how many it stands for. What a plugin that is not ready could not answer is the
 * plugin's to tell.
 */
final class Errors implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
  private static final long QUIET_MILLIS = 1_000;

  private final ServerContext context;
  private final List<Consolidation> consolidations;
  private final AtomicLong lastMillis = new AtomicLong(Long.MIN_VALUE / 2);
  private final AtomicLong unlogged = new AtomicLong();

  Errors(ServerContext context, List<Consolidation> consolidations) {
    this.context = context;
    this.consolidations = List.copyOf(consolidations);
  }

  @Override
  public Handler before(Handler next) {
    return query ->
        next.handle(query)
            .onComplete(
                answer -> look(query, answer), failure -> log(query, "", failure.toString()));
  }

  @Override
  public Future<Void> stop() {
    consolidations.forEach(Consolidation::stop);
    return Future.succeededFuture();
  }

  private void look(Query query, Answer answer) {
    if (answer.rcode() == Rcode.SERVFAIL
        && !Probe.is(query)
        && !context.readiness().unready().contains(answer.source())) {
      log(query, answer.source(), answer.reason());
    }
  }

  private void log(Query query, String by, String reason) {
    Optional<Consolidation> collector =
        consolidations.stream().filter(one -> one.matches(reason)).findFirst();
    if (collector.isEmpty()) {
      logSome(query, by, reason);
    } else if (collector.get().count()) {
      log(collector.get().level(), query, by, reason, 0);
    }
  }

  private void logSome(Query query, String by, String reason) {
    long now = context.clock().millis();
    long last = lastMillis.get();
    if (now - last < QUIET_MILLIS || !lastMillis.compareAndSet(last, now)) {
      unlogged.incrementAndGet();
      return;
    }
    log(Level.WARN, query, by, reason, unlogged.getAndSet(0));
  }

  private void log(Level level, Query query, String by, String reason, long more) {
    LOG.atLevel(level)
        .addKeyValue("server", context.server())
        .addKeyValue("name", query.name())
        .addKeyValue("type", Type.string(query.type()))
        .addKeyValue("by", by)
        .addKeyValue("reason", reason)
        .addKeyValue("unlogged", more)
        .log("SERVFAIL");
  }
}
