package io.kubevert.coredns.plugin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * The context that a plugin's state belongs to. Questions come on any event loop; a plugin that
 * keeps sockets, timers or counts without locks goes home first.
 */
public final class HomeContext {
  private final ContextInternal context;

  /** The context that this is called on. */
  public HomeContext(Vertx vertx) {
    this.context = ((VertxInternal) vertx).getOrCreateContext();
  }

  /** Calls something at home: at once for who is there. The future completes at home, too. */
  public <T> Future<T> call(Supplier<Future<T>> action) {
    if (context.inThread()) {
      return action.get();
    }
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> action.get().onComplete(done));
    return done.future();
  }
}
