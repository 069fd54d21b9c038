package io.kubevert.coredns.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.kubevert.client.process.Command;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A network namespace that the test made; closing it removes it with all its links. */
@SuppressWarnings("restricted") // setns(2) has no Java API
public final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("setns"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private final String name;

  private Namespace(String name) {
    this.name = name;
  }

  public static Namespace create(String name) {
    host("ip", "netns", "add", name);
    Namespace namespace = new Namespace(name);
    namespace.run("ip", "link", "set", "lo", "up");
    return namespace;
  }

  public String name() {
    return name;
  }

  /** Runs a program of the host in this namespace. */
  public String run(String... words) {
    String[] all = new String[words.length + 4];
    System.arraycopy(new String[] {"ip", "netns", "exec", name}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    return host(all);
  }

  /** Calls something on a thread in this namespace: sockets that it opens are in here. */
  public <T> T call(Callable<T> action) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter();
              return action.call();
            });
    Thread.ofPlatform().name(name).start(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("in namespace " + name, e);
    }
  }

  /** A Vert.x whose threads are all in this namespace. */
  public Vertx vertx() {
    return VertxBootstrap.create()
        .threadFactory(
            new VertxThreadFactory() {
              @Override
              public VertxThread newVertxThread(
                  Runnable target, String thread, boolean worker, long most, TimeUnit unit) {
                Runnable inside =
                    () -> {
                      enter();
                      target.run();
                    };
                return VertxThreadFactory.INSTANCE.newVertxThread(
                    inside, name + "-" + thread, worker, most, unit);
              }
            })
        .init()
        .vertx();
  }

  @Override
  public void close() {
    host("ip", "netns", "del", name);
  }

  static String host(String... words) {
    try {
      Command.Result result = Command.of(words).await();
      if (result.exitCode() != 0) {
        throw new AssertionError(String.join(" ", words) + ": " + result.output());
      }
      return result.output();
    } catch (Exception e) {
      throw new AssertionError(
          "could not run " + words[0] + ": the tests need root and Debian's iproute2", e);
    }
  }

  private void enter() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/run/netns/" + name);
      int file = (int) OPEN.invokeExact(path, 0);
      int status = (int) SETNS.invokeExact(file, CLONE_NEWNET);
      int closed = (int) CLOSE.invokeExact(file);
      if (file < 0 || status + closed != 0) {
        throw new AssertionError("could not enter the network namespace " + name + ": run as root");
      }
    } catch (Throwable e) {
      throw new AssertionError("could not enter the network namespace " + name, e);
    }
  }
}
