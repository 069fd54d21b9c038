package io.kubevert.netns;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x that lives in one network namespace.
 *
 * <p>A namespace is a property of an operating-system thread, and a socket or a process belongs to
 * the namespace of the thread that made it. Each thread that this Vert.x starts, event loops,
 * acceptors and workers alike, enters the namespace before anything else, so sockets and processes
 * made on them are in it. Virtual threads, the common pool and the caller's own threads are not.
 * Nor may anything on its threads start a virtual thread: the carrier that is made for it stays in
 * this namespace, and carries others' virtual threads later.
 */
public final class NamespaceVertx {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceVertx.class);

  private final Vertx vertx;
  private final int file;

  private NamespaceVertx(Vertx vertx, int file) {
    this.vertx = vertx;
    this.file = file;
  }

  /**
   * Starts a Vert.x in a namespace; blocks for some milliseconds.
   *
   * @throws IOException when the namespace is not there, or this process may not enter it
   */
  public static NamespaceVertx create(NetworkNamespace namespace, VertxOptions options)
      throws IOException, InterruptedException {
    int file = Libc.open(namespace.path().toString());
    FutureTask<Vertx> start = new FutureTask<>(() -> start(namespace, file, options));
    new Thread(start, "start-" + namespace.name()).start();
    try {
      return new NamespaceVertx(start.get(), file);
    } catch (ExecutionException e) {
      Libc.close(file);
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  /**
   * Starts a Vert.x in the namespace that the process was started in, whichever one the calling
   * thread is in: a new thread would else begin in its maker's.
   */
  public static Vertx ofProcess(VertxOptions options) {
    return start(options, new BoundThreads("host", NamespaceVertx::enterOfProcess));
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Stops the Vert.x and lets go of the namespace. */
  public Future<Void> close() {
    return vertx
        .close()
        .compose(
            closed -> {
              try {
                Libc.close(file);
                return Future.succeededFuture();
              } catch (IOException e) {
                return Future.failedFuture(e);
              }
            });
  }

  /**
   * Runs on a thread that is nobody's. It enters the namespace itself, so that a refusal is told
   * here: an event loop whose thread dies at its start would hang its users.
   */
  private static Vertx start(NetworkNamespace namespace, int file, VertxOptions options)
      throws IOException {
    try {
      Libc.enterNetworkNamespace(file);
    } catch (IOException e) {
      throw new IOException(
          "cannot enter the network namespace "
              + namespace.name()
              + "; run as root (CAP_SYS_ADMIN): "
              + e.getMessage(),
          e);
    }
    return start(
        options, new BoundThreads(namespace.name(), () -> Libc.enterNetworkNamespace(file)));
  }

  private static Vertx start(VertxOptions options, BoundThreads threads) {
    VertxBootstrap bootstrap = VertxBootstrap.create().options(options).threadFactory(threads);
    if (options.getPreferNativeTransport()) {
      useNativeTransport(bootstrap);
    }
    return bootstrap.init().vertx();
  }

  /** A bootstrap does not look at that option by itself. */
  private static void useNativeTransport(VertxBootstrap bootstrap) {
    Transport wanted = Transport.nativeTransport();
    if (wanted != null && wanted.available()) {
      bootstrap.transport(wanted.implementation());
    } else {
      LOG.atInfo().log("no native transport for this platform; NIO it is");
    }
  }

  /** The kernel takes a process for its first thread, which never leaves. */
  private static void enterOfProcess() throws IOException {
    Libc.enterNetworkNamespace("/proc/self/ns/net");
  }

  /** Moves the calling thread. */
  @FunctionalInterface
  private interface Entrance {
    void enter() throws IOException;
  }

  private record BoundThreads(String namespace, Entrance entrance) implements VertxThreadFactory {
    @Override
    public VertxThread newVertxThread(
        Runnable target, String name, boolean worker, long maxExecTime, TimeUnit maxExecTimeUnit) {
      return VertxThreadFactory.INSTANCE.newVertxThread(
          () -> {
            enter();
            target.run();
          },
          namespace + "." + name,
          worker,
          maxExecTime,
          maxExecTimeUnit);
    }

    private void enter() {
      try {
        entrance.enter();
      } catch (IOException e) {
        LOG.atError()
            .addKeyValue("namespace", namespace)
            .addKeyValue("thread", Thread.currentThread().getName())
            .setCause(e)
            .log("a thread could not enter its network namespace and ends");
        throw new UncheckedIOException(e);
      }
    }
  }
}
