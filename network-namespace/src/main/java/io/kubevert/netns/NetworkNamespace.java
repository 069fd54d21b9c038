package io.kubevert.netns;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/**
 * A network namespace with a name, as {@code ip netns} keeps them.
 *
 * <p>Every method blocks for some milliseconds.
 *
 * @param name a file name under {@code /run/netns}
 */
public record NetworkNamespace(String name) {
  private static final Path DIRECTORY = Path.of("/run/netns");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public NetworkNamespace {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name of a network namespace: it must match " + NAME);
    }
  }

  /** Makes the namespace, or adopts the one of that name. */
  public static NetworkNamespace create(String name) throws IOException, InterruptedException {
    NetworkNamespace namespace = new NetworkNamespace(name);
    if (!namespace.exists()) {
      run(Command.of("ip", "netns", "add", name));
    }
    return namespace;
  }

  public boolean exists() {
    return Files.exists(path());
  }

  /** The file that stands for the namespace; opening it keeps the namespace alive. */
  public Path path() {
    return DIRECTORY.resolve(name);
  }

  /**
   * Calls something on a thread in this namespace, which ends with that. Sockets that it opens
   * belong here, whoever uses them then.
   *
   * @throws IOException if the namespace cannot be entered, or the action fails
   */
  public <T> T call(Callable<T> action) throws IOException, InterruptedException {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              Libc.enterNetworkNamespace(path().toString());
              return action.call();
            });
    Thread.ofPlatform().name("visitor-of-" + name).daemon().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("in network namespace " + name, e.getCause());
    }
  }

  /** Takes the name away; the kernel removes the namespace when nothing lives in it any more. */
  public void delete() throws IOException, InterruptedException {
    if (exists()) {
      run(Command.of("ip", "netns", "delete", name));
    }
  }

  private static void run(Command command) throws IOException, InterruptedException {
    Command.Result result = command.await();
    if (result.exitCode() != 0) {
      throw new IOException(String.join(" ", command.words()) + ": " + result.output().strip());
    }
  }
}
