package io.kubevert.coredns.plugin.errors;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Logs questions that ended in SERVFAIL: one line a second, with how many it stands for. */
final class Errors implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
  private static final long QUIET_MILLIS = 1_000;

  private final String server;
  private final InstantSource clock;
  private final AtomicLong lastMillis = new AtomicLong(Long.MIN_VALUE / 2);
  private final AtomicLong unlogged = new AtomicLong();

  Errors(String server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  @Override
  public Handler before(Handler next) {
    return query ->
        next.handle(query)
            .onComplete(answer -> look(query, answer), failure -> log(query, failure.toString()));
  }

  private void look(Query query, Answer answer) {
    if (answer.rcode() == Rcode.SERVFAIL) {
      log(query, answer.source());
    }
  }

  private void log(Query query, String by) {
    long now = clock.millis();
    long last = lastMillis.get();
    if (now - last < QUIET_MILLIS || !lastMillis.compareAndSet(last, now)) {
      unlogged.incrementAndGet();
      return;
    }
    LOG.atWarn()
        .addKeyValue("server", server)
        .addKeyValue("name", query.name())
        .addKeyValue("type", Type.string(query.type()))
        .addKeyValue("by", by)
        .addKeyValue("unlogged", unlogged.getAndSet(0))
        .log("SERVFAIL");
  }
}
