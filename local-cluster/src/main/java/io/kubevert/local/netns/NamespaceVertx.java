package io.kubevert.local.netns;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    try {
      tryToEnter(namespace, file);
      Vertx vertx =
          VertxBootstrap.create()
              .options(options)
              .threadFactory(new BoundThreads(namespace, file))
              .init()
              .vertx();
      return new NamespaceVertx(vertx, file);
    } catch (IOException | InterruptedException | RuntimeException e) {
      Libc.close(file);
      throw e;
    }
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
   * An event loop whose thread dies at its start would hang its users; so fail before there is one.
   */
  private static void tryToEnter(NetworkNamespace namespace, int file)
      throws IOException, InterruptedException {
    IOException[] refused = new IOException[1];
    Thread visitor =
        new Thread(
            () -> {
              try {
                Libc.enterNetworkNamespace(file);
              } catch (IOException e) {
                refused[0] = e;
              }
            },
            "netns-" + namespace.name());
    visitor.start();
    visitor.join();
    if (refused[0] != null) {
      throw new IOException(
          "cannot enter the network namespace "
              + namespace.name()
              + "; run as root (CAP_SYS_ADMIN): "
              + refused[0].getMessage(),
          refused[0]);
    }
  }

  private record BoundThreads(NetworkNamespace namespace, int file) implements VertxThreadFactory {
    @Override
    public VertxThread newVertxThread(
        Runnable target, String name, boolean worker, long maxExecTime, TimeUnit maxExecTimeUnit) {
      return VertxThreadFactory.INSTANCE.newVertxThread(
          () -> {
            enter();
            target.run();
          },
          namespace.name() + "." + name,
          worker,
          maxExecTime,
          maxExecTimeUnit);
    }

    private void enter() {
      try {
        Libc.enterNetworkNamespace(file);
      } catch (IOException e) {
        LOG.atError()
            .addKeyValue("namespace", namespace.name())
            .addKeyValue("thread", Thread.currentThread().getName())
            .setCause(e)
            .log("a thread could not enter its network namespace and ends");
        throw new UncheckedIOException(e);
      }
    }
  }
}
