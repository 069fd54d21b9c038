package io.kubevert.ingress.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;

/**
 * The TLS sessions that clients may resume. A resumed session has the client's certificate of the
 * handshake that it began with, or none: where clients of a host are asked for one from now on, a
 * session of before would keep them from showing it. Safe for use by several event loops.
 */
final class Sessions {
  private final Set<OpenSslServerSessionContext> contexts = ConcurrentHashMap.newKeySet();
  private final AtomicLong generation = new AtomicLong();

  /** Notes where the session of a handshake will be kept. */
  void note(SSLEngine engine) {
    if (engine.getSession().getSessionContext() instanceof OpenSslServerSessionContext context) {
      contexts.add(context);
    }
  }

  /** Has every session of before begin with a whole handshake again. */
  void renew() {
    byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(generation.incrementAndGet()).array();
    contexts.forEach(context -> context.setSessionIdContext(id));
  }
}
