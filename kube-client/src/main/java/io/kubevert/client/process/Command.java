package io.kubevert.client.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program: its words, what it reads, and how long it may take.
 *
 * @param words the program and its arguments; no shell looks at them
 * @param input what the program reads from its standard input
 * @param timeout after which the program is killed, and with it everything that it has started
 */
public record Command(List<String> words, String input, Duration timeout) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public Command {
    words = List.copyOf(words);
  }

  public static Command of(String... words) {
    return new Command(List.of(words), "", DEFAULT_TIMEOUT);
  }

  public Command reading(String text) {
    return new Command(words, text, timeout);
  }

  public Command within(Duration limit) {
    return new Command(words, input, limit);
  }

  /**
   * What a program left behind.
   *
   * @param output its standard output and error, interleaved
   */
  public record Result(int exitCode, String output) {}

  /** Runs the program on a worker thread of this Vert.x, and so in its network namespace. */
  public Future<Result> run(Vertx vertx) {
    return vertx.executeBlocking(this::await, false);
  }

  /** Runs the program; fails with {@link CommandFailedException} unless it exits with 0. */
  public Future<String> succeed(Vertx vertx) {
    return run(vertx)
        .compose(
            result ->
                result.exitCode == 0
                    ? Future.succeededFuture(result.output)
                    : Future.failedFuture(new CommandFailedException(this, result)));
  }

  /**
   * Runs the program on the calling thread, which must be allowed to block. What watches the clock
   * is no virtual thread: its carrier would keep the caller's network namespace for whatever
   * virtual thread it carries later.
   */
  public Result await() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    Thread reaper =
        Thread.ofPlatform()
            .daemon()
            .name("timeout of " + words.getFirst())
            .start(
                () -> {
                  try {
                    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                      kill(process);
                    }
                  } catch (InterruptedException e) {
                    process.destroyForcibly();
                  }
                });
    write(process);
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } finally {
      reaper.interrupt();
    }
  }

  private static void kill(Process process) {
    // Looked up first: those whose parent has ended cannot be found any more.
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private void write(Process process) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
