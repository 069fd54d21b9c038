package io.kubevert.systemcall;

import java.io.IOException;

/** The kernel refused; the message says what, as strerror(3) puts it. */
public final class SystemCallException extends IOException {
  private final int error;

  SystemCallException(String message, int error) {
    super(message);
    this.error = error;
  }

  /** The number of errno(3). */
  public int error() {
    return error;
  }
}
