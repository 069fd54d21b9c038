package io.kubevert.ingress.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;

/**
 * The TLS sessions that clients may resume. A resumed session has the client's certificate of the
 * handshake that it began with, or none: where clients of a host are asked for one from now on, a
 * session of before would keep them from showing it. Safe for use by several event loops.
 */
final class Sessions {
  private final Set<OpenSslServerSessionContext> contexts = ConcurrentHashMap.newKeySet();
  private final AtomicLong generation = new AtomicLong();
  private final LongSupplier nanoTime;
  private volatile TicketKeys keys;

  Sessions(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes where the session of a handshake will be kept, and has it kept by the rules. */
  void note(SSLEngine engine, SessionRules rules) {
    if (engine.getSession().getSessionContext() instanceof OpenSslServerSessionContext context) {
      boolean unknown = contexts.add(context);
      long now = nanoTime.getAsLong();
      if (unknown || !keys.areFor(rules, now)) {
        keep(rules, now);
      }
    }
  }

  private synchronized void keep(SessionRules rules, long now) {
    TicketKeys held = keys;
    if (held == null) {
      keys = TicketKeys.of(rules, now);
    } else if (!held.areFor(rules, now)) {
      keys = held.next(rules, now);
    }
    contexts.forEach(this::keep);
  }

  private void keep(OpenSslServerSessionContext context) {
    context.setSessionCacheEnabled(keys.rules().cached());
    context.setSessionTimeout((int) Math.max(1, keys.rules().life().toSeconds()));
    context.setTicketKeys(keys.all());
  }

  /** Has every session of before begin with a whole handshake again. */
  void renew() {
    byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(generation.incrementAndGet()).array();
    contexts.forEach(context -> context.setSessionIdContext(id));
  }
}
