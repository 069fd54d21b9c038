package io.kubevert.coredns.plugin;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.vertx.core.Future;

/**
 * A link of the chain: answers a question, or passes it on to the next link and may change what
 * comes back. Called on any of the server's event loops, several at a time, so it never blocks, and
 * state that is not safe for that is used by way of {@link HomeContext}. A failed future is a
 * SERVFAIL.
 */
@FunctionalInterface
public interface Handler {
  Future<Answer> handle(Query query);
}
