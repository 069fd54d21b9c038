package io.kubevert.nodeagent.container;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells of every container that ends, as soon as conmon writes its exit code. */
public final class ExitWatcher implements AutoCloseable {
  private final WatchService watch;
  private final WorkerExecutor thread;

  private ExitWatcher(WatchService watch, WorkerExecutor thread) {
    this.watch = watch;
    this.thread = thread;
  }

  /**
   * Starts to watch, on a thread of its own.
   *
   * @param ended called on the present context with the container's id
   * @param lost called on the present context when ends may have been missed
   */
  public static ExitWatcher start(Vertx vertx, Path exits, Consumer<String> ended, Runnable lost)
      throws IOException {
    WatchService watch = exits.getFileSystem().newWatchService();
    exits.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    Context context = vertx.getOrCreateContext();
    WorkerExecutor thread =
        vertx.createSharedWorkerExecutor(
            "node-agent-exits-" + exits, 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    thread.executeBlocking(
        () -> {
          follow(watch, context, ended, lost);
          return null;
        });
    return new ExitWatcher(watch, thread);
  }

  private static void follow(
      WatchService watch, Context context, Consumer<String> ended, Runnable lost)
      throws InterruptedException {
    try {
      while (true) {
        WatchKey key = watch.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path name) {
            context.runOnContext(ignored -> ended.accept(name.toString()));
          } else {
            context.runOnContext(ignored -> lost.run());
          }
        }
        key.reset();
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
    thread.close();
  }
}
