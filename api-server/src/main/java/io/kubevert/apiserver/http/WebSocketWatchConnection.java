package io.kubevert.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;

/** A watch over a WebSocket: a text message for each event. */
record WebSocketWatchConnection(ServerWebSocket socket) implements WatchConnection {
  private static final byte LINE_FEED = '\n';

  /** The socket is open when there is one. */
  @Override
  public void open() {}

  @Override
  public boolean isFull() {
    return socket.writeQueueFull();
  }

  @Override
  public void write(Buffer lines) {
    int start = 0;
    for (int i = 0; i < lines.length(); i++) {
      if (lines.getByte(i) == LINE_FEED) {
        socket.writeTextMessage(lines.getString(start, i + 1, StandardCharsets.UTF_8.name()));
        start = i + 1;
      }
    }
  }

  @Override
  public void end() {
    socket.close();
  }

  @Override
  public void cut() {
    socket.close();
  }

  @Override
  public void onDrain(Runnable action) {
    socket.drainHandler(_ -> action.run());
  }

  @Override
  public void onClose(Runnable action) {
    socket.closeHandler(_ -> action.run());
    socket.exceptionHandler(_ -> action.run());
  }
}
