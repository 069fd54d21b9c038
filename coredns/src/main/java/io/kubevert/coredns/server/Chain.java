package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.MessageObserver;
import io.vertx.core.Future;

/**
 * The plugins of a server block, one behind the other.
 *
 * @param first which knows the rest
 */
public record Chain(Handler first, MessageObserver observer) implements Handler {
  @Override
  public Future<Answer> handle(Query query) {
    return first.handle(query);
  }
}
