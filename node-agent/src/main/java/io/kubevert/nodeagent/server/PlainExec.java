package io.kubevert.nodeagent.server;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A program in a container, its streams connected by pipes. */
final class PlainExec {
  private static final int BUFFER_BYTES = 32 * 1024;

  private final Channels channels;
  private final WorkerExecutor threads;
  private final StreamOptions options;

  PlainExec(Channels channels, WorkerExecutor threads, StreamOptions options) {
    this.channels = channels;
    this.threads = threads;
    this.options = options;
  }

  void start(List<String> words) {
    threads
        .executeBlocking(() -> new ProcessBuilder(words).start(), false)
        .compose(this::serve)
        .onSuccess(channels::end)
        .onFailure(failure -> channels.fail(String.valueOf(failure.getMessage())));
  }

  private Future<Integer> serve(Process process) {
    channels.receive(new Input(process, threads));
    if (!options.stdin()) {
      threads.executeBlocking(
          () -> {
            process.getOutputStream().close();
            return null;
          },
          false);
    }
    Future<Void> output = pump(process.getInputStream(), Channels.STDOUT, options.stdout());
    Future<Void> errors = pump(process.getErrorStream(), Channels.STDERR, options.stderr());
    return Future.join(output, errors)
        .otherwiseEmpty()
        .compose(ignored -> threads.executeBlocking(process::waitFor, false));
  }

  private Future<Void> pump(InputStream stream, int channel, boolean wanted) {
    return threads.executeBlocking(
        () -> {
          byte[] buffer = new byte[BUFFER_BYTES];
          for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
            if (wanted) {
              channels.send(channel, buffer, length);
            }
          }
          return null;
        },
        false);
  }

  /** What the client types. */
  private record Input(Process process, WorkerExecutor threads) implements Channels.Receiver {
    @Override
    public void input(byte[] bytes) throws IOException {
      process.getOutputStream().write(bytes);
      process.getOutputStream().flush();
    }

    @Override
    public void inputClosed() throws IOException {
      process.getOutputStream().close();
    }

    @Override
    public void resized(int width, int height) {}

    @Override
    public void gone() {
      Programs.end(threads, process);
    }
  }
}
