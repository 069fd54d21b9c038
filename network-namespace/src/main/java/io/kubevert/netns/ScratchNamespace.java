package io.kubevert.netns;

import io.kubevert.client.process.Command;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A host of a test's or benchmark's own: a network namespace with a loopback, from which programs
 * are run and sockets opened. Closing it removes it with all its links. Everything blocks; what
 * fails is an {@link AssertionError}.
 */
public final class ScratchNamespace implements AutoCloseable {
  private static final long CALL_SECONDS = 300;

  private final NetworkNamespace namespace;
  private final List<NamespaceVertx> inhabitants = new ArrayList<>();

  private ScratchNamespace(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  /** Makes a namespace; one of that name, left by a run that was killed, goes first. */
  public static ScratchNamespace create(String name) {
    try {
      NetworkNamespace.create(name).delete();
      ScratchNamespace made = new ScratchNamespace(NetworkNamespace.create(name));
      made.run("ip", "link", "set", "lo", "up");
      return made;
    } catch (IOException e) {
      throw new AssertionError(
          "cannot make the network namespace " + name + ": needs root and Debian's iproute2", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  public String name() {
    return namespace.name();
  }

  /**
   * Runs a program of the host in this namespace.
   *
   * @return what it printed
   */
  public String run(String... words) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name()));
    all.addAll(List.of(words));
    try {
      Command.Result result = Command.of(all.toArray(String[]::new)).await();
      if (result.exitCode() != 0) {
        throw new AssertionError(String.join(" ", all) + ": " + result.output());
      }
      return result.output();
    } catch (IOException e) {
      throw new AssertionError("cannot run " + String.join(" ", all), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Calls something on a thread in this namespace: sockets that it opens are in here. */
  public <T> T call(Callable<T> action) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              Libc.enterNetworkNamespace(namespace.path().toString());
              return action.call();
            });
    Thread.ofPlatform().name(name()).start(task);
    try {
      return task.get(CALL_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("in namespace " + name(), e);
    }
  }

  /** A Vert.x whose threads are all in this namespace; closed with it, if not before. */
  public Vertx vertx() {
    return vertx(new VertxOptions());
  }

  /** A Vert.x whose threads are all in this namespace; closed with it, if not before. */
  public synchronized Vertx vertx(VertxOptions options) {
    try {
      NamespaceVertx inhabitant = NamespaceVertx.create(namespace, options);
      inhabitants.add(inhabitant);
      return inhabitant.vertx();
    } catch (IOException e) {
      throw new AssertionError("cannot enter the network namespace " + name(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (NamespaceVertx inhabitant : inhabitants) {
        inhabitant.close().await(CALL_SECONDS, TimeUnit.SECONDS);
      }
      namespace.delete();
    } catch (IOException | TimeoutException e) {
      throw new AssertionError("cannot remove the network namespace " + name(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static AssertionError interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted", cause);
  }
}
