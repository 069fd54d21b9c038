package io.kubevert.nodeagent.server;

import io.vertx.core.Future;
import java.io.IOException;

/** A session's streams, whatever carries them. */
interface Channels {
  int STDOUT = 1;
  int STDERR = 2;

  /** What the client does. Calls come one at a time and may block. */
  interface Receiver {
    void input(byte[] bytes) throws IOException;

    void inputClosed() throws IOException;

    void resized(int width, int height) throws IOException;

    /** The client is gone; called on the event loop. */
    void gone();
  }

  /** Starts to pass on what the client sends, each message after the one before was taken. */
  void receive(Receiver receiver);

  /**
   * Sends to the client and waits until it is on its way. Blocks.
   *
   * @param channel {@link #STDOUT} or {@link #STDERR}
   */
  void send(int channel, byte[] bytes, int length) throws IOException, InterruptedException;

  /** Ends the session. */
  Future<Void> end(SessionStatus status);

  /** Ends the session with the program's exit code. */
  default Future<Void> end(int exitCode) {
    return end(SessionStatus.exited(exitCode));
  }

  /** Ends the session with what went wrong. */
  default Future<Void> fail(String message) {
    return end(SessionStatus.failed(message));
  }
}
