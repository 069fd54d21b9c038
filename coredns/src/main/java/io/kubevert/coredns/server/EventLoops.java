package io.kubevert.coredns.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The event loops that share the questions of an address, each with sockets of its own: as many as
 * there are processors, if Vert.x has so many. Where the plugins are at home, list the cluster and
 * ask other servers, there are sockets only if there is no other loop: work would keep questions
 * waiting. Futures complete on the context that this was made on.
 */
final class EventLoops {
  private final ContextInternal home;
  private final List<ContextInternal> contexts = new ArrayList<>();

  EventLoops(VertxInternal vertx) {
    home = vertx.getOrCreateContext();
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
      if (loop != home.nettyEventLoop()) {
        loops.add((EventLoop) loop);
      }
    }
    loops.add(home.nettyEventLoop());
    loops.stream()
        .limit(Runtime.getRuntime().availableProcessors())
        .map(loop -> context(vertx, loop))
        .forEach(contexts::add);
  }

  private static ContextInternal context(VertxInternal vertx, EventLoop loop) {
    return vertx
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(loop)
        .build();
  }

  /** Does something on one loop, on its own thread: sockets get that thread's network namespace. */
  <T> Future<T> onFirst(Function<ContextInternal, Future<T>> action) {
    return on(contexts.getFirst(), action);
  }

  /** The same on all the other loops. */
  <T> Future<Void> onOthers(Function<ContextInternal, Future<T>> action) {
    return Future.join(contexts.stream().skip(1).map(context -> on(context, action)).toList())
        .mapEmpty();
  }

  <T> Future<Void> onEach(Function<ContextInternal, Future<T>> action) {
    return Future.join(contexts.stream().map(context -> on(context, action)).toList()).mapEmpty();
  }

  private <T> Future<T> on(ContextInternal context, Function<ContextInternal, Future<T>> action) {
    Promise<T> done = home.promise();
    context.runOnContext(
        now -> Future.succeededFuture().compose(unused -> action.apply(context)).onComplete(done));
    return done.future();
  }
}
