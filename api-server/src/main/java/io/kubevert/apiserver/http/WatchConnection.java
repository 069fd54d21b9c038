package io.kubevert.apiserver.http;

import io.vertx.core.buffer.Buffer;

/** What carries the events of one watch to its client. */
interface WatchConnection {

  /** Begins the answer, after which nothing can be refused any more. */
  void open();

  /** Whether what was written last still waits for the client. */
  boolean isFull();

  /**
   * Sends events.
   *
   * @param lines a JSON object and a line feed each
   */
  void write(Buffer lines);

  /** Ends as planned, when everything is sent. */
  void end();

  /** Ends at once. */
  void cut();

  /** Sets what is done when it is no longer full. */
  void onDrain(Runnable action);

  /** Sets what is done when the client is gone, or everything has ended. */
  void onClose(Runnable action);
}
