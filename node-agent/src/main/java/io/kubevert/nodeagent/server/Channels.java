package io.kubevert.nodeagent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A session's streams over one WebSocket: the first byte of each message says which it belongs to
 * ({@code v4.channel.k8s.io}); with {@code v5.channel.k8s.io} the client can close its input.
 */
final class Channels {
  static final int STDOUT = 1;
  static final int STDERR = 2;

  private static final int STDIN = 0;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;
  private static final long WRITE_LIMIT_SECONDS = 60;

  private final ServerWebSocket socket;
  private final WorkerExecutor threads;

  /** What the client does. Calls come one at a time and may block. */
  interface Receiver {
    void input(byte[] bytes) throws IOException;

    void inputClosed() throws IOException;

    void resized(int width, int height) throws IOException;

    /** The client is gone; called on the event loop. */
    void gone();
  }

  Channels(ServerWebSocket socket, WorkerExecutor threads) {
    this.socket = socket;
    this.threads = threads;
    // What the client sends before anybody receives must wait, not be lost.
    socket.pause();
  }

  /** Starts to pass on what the client sends, each message after the one before was taken. */
  void receive(Receiver receiver) {
    socket.closeHandler(ignored -> receiver.gone());
    socket.exceptionHandler(failure -> receiver.gone());
    socket.binaryMessageHandler(
        message ->
            threads
                .executeBlocking(
                    () -> {
                      take(message, receiver);
                      return null;
                    },
                    false)
                .onComplete(done -> socket.fetch(1)));
    socket.fetch(1);
    if (socket.isClosed()) {
      receiver.gone();
    }
  }

  private static void take(Buffer message, Receiver receiver) throws IOException {
    if (message.length() == 0) {
      return;
    }
    byte[] rest = message.getBytes(1, message.length());
    switch (message.getUnsignedByte(0)) {
      case STDIN -> receiver.input(rest);
      case RESIZE -> {
        ObjectNode size = Json.parse(rest);
        receiver.resized(size.path("Width").asInt(), size.path("Height").asInt());
      }
      case CLOSE -> {
        if (rest.length == 1 && rest[0] == STDIN) {
          receiver.inputClosed();
        }
      }
      default -> {}
    }
  }

  /** Sends to the client and waits until it is on its way. Blocks. */
  void send(int channel, byte[] bytes, int length) throws IOException, InterruptedException {
    Buffer message = Buffer.buffer(length + 1).appendByte((byte) channel);
    message.appendBytes(bytes, 0, length);
    try {
      socket
          .writeBinaryMessage(message)
          .toCompletionStage()
          .toCompletableFuture()
          .get(WRITE_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the client takes no more output", e);
    }
  }

  /** Ends the session with the program's exit code. */
  Future<Void> end(int exitCode) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", exitCode == 0 ? "Success" : "Failure");
    if (exitCode != 0) {
      status.put("message", "command terminated with non-zero exit code: " + exitCode);
      status.put("reason", "NonZeroExitCode");
      status
          .putObject("details")
          .putArray("causes")
          .addObject()
          .put("reason", "ExitCode")
          .put("message", Integer.toString(exitCode));
    }
    return end(status);
  }

  /** Ends the session with what went wrong. */
  Future<Void> fail(String message) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", "Failure").put("reason", "InternalError").put("message", message);
    return end(status);
  }

  private Future<Void> end(ObjectNode status) {
    return socket
        .writeBinaryMessage(
            Buffer.buffer().appendByte((byte) ERROR).appendBytes(Json.bytes(status)))
        .compose(ignored -> socket.close())
        .otherwiseEmpty();
  }
}
