package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.linux.SeqpacketSocket;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A connection to the streams that conmon holds of a container's first program. */
final class Attachment {
  private static final int FROM_STDERR = 3;
  private static final int MOST_BYTES_AT_ONCE = 8 * 1024;

  private final Channels channels;
  private final WorkerExecutor threads;
  private final StreamOptions options;
  private final boolean terminal;

  Attachment(Channels channels, WorkerExecutor threads, StreamOptions options, boolean terminal) {
    this.channels = channels;
    this.threads = threads;
    this.options = options;
    this.terminal = terminal;
  }

  void start(Path bundle) {
    threads
        .executeBlocking(() -> connect(bundle), false)
        .compose(socket -> serve(socket, bundle))
        .onSuccess(ignored -> channels.end(0))
        .onFailure(failure -> channels.fail(String.valueOf(failure.getMessage())));
  }

  private static SeqpacketSocket connect(Path bundle) throws IOException {
    try {
      return SeqpacketSocket.connect(bundle, "attach");
    } catch (IOException e) {
      throw new IOException("the container has ended (" + e.getMessage() + ")", e);
    }
  }

  private Future<Void> serve(SeqpacketSocket socket, Path bundle) {
    channels.receive(new Input(socket, bundle.resolve("ctl")));
    return threads
        .<Void>executeBlocking(
            () -> {
              pump(socket);
              return null;
            },
            false)
        .eventually(
            () ->
                threads.executeBlocking(
                    () -> {
                      socket.close();
                      return null;
                    },
                    false));
  }

  private void pump(SeqpacketSocket socket) throws IOException, InterruptedException {
    for (byte[] packet = socket.receive(); packet.length > 0; packet = socket.receive()) {
      boolean error = packet[0] == FROM_STDERR && !terminal;
      if (error ? options.stderr() : options.stdout()) {
        byte[] bytes = Arrays.copyOfRange(packet, 1, packet.length);
        channels.send(error ? Channels.STDERR : Channels.STDOUT, bytes, bytes.length);
      }
    }
  }

  /** What the client types. */
  private record Input(SeqpacketSocket socket, Path control) implements Channels.Receiver {
    @Override
    public void input(byte[] bytes) throws IOException {
      for (int start = 0; start < bytes.length; start += MOST_BYTES_AT_ONCE) {
        int end = Math.min(bytes.length, start + MOST_BYTES_AT_ONCE);
        socket.send(Arrays.copyOfRange(bytes, start, end));
      }
    }

    @Override
    public void inputClosed() throws IOException {
      socket.finishSending();
    }

    @Override
    public void resized(int width, int height) throws IOException {
      byte[] line = ("1 " + height + " " + width + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(control, line, StandardOpenOption.WRITE);
    }

    @Override
    public void gone() {
      socket.shutdown();
    }
  }
}
