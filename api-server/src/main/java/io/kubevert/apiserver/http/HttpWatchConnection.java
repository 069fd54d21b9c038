package io.kubevert.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** A watch as the body of an HTTP response that goes on. */
record HttpWatchConnection(HttpServerResponse response) implements WatchConnection {

  @Override
  public void open() {
    response
        .setChunked(true)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-cache, private");
    response.writeHead();
  }

  @Override
  public boolean isFull() {
    return response.writeQueueFull();
  }

  @Override
  public void write(Buffer lines) {
    response.write(lines);
  }

  @Override
  public void end() {
    response.end();
  }

  @Override
  public void cut() {
    response.reset();
  }

  @Override
  public void onDrain(Runnable action) {
    response.drainHandler(_ -> action.run());
  }

  @Override
  public void onClose(Runnable action) {
    response.closeHandler(_ -> action.run());
    response.exceptionHandler(_ -> action.run());
  }
}
