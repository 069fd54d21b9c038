package io.kubevert.nodeagent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;

/**
 * A session's streams over one WebSocket: the first byte of each message says which it belongs to
 * ({@code v4.channel.k8s.io}); with {@code v5.channel.k8s.io} the client can close its input.
 */
final class WebSocketChannels implements Channels {
  private static final int STDIN = 0;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;

  private final ServerWebSocket socket;
  private final WorkerExecutor threads;

  WebSocketChannels(ServerWebSocket socket, WorkerExecutor threads) {
    this.socket = socket;
    this.threads = threads;
    // What the client sends before anybody receives must wait, not be lost.
    socket.pause();
  }

  @Override
  public void receive(Receiver receiver) {
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

  @Override
  public void send(int channel, byte[] bytes, int length) throws IOException, InterruptedException {
    Buffer message = Buffer.buffer(length + 1).appendByte((byte) channel);
    message.appendBytes(bytes, 0, length);
    ClientOutput.await(socket.writeBinaryMessage(message));
  }

  @Override
  public Future<Void> end(SessionStatus status) {
    return socket
        .writeBinaryMessage(Buffer.buffer().appendByte((byte) ERROR).appendBytes(status.bytes()))
        .compose(ignored -> socket.close())
        .otherwiseEmpty();
  }
}
