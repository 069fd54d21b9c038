package io.kubevert.coredns.corefile;

/** A Corefile that cannot be run; the message names the file, the line and the word. */
public final class CorefileException extends RuntimeException {
  public CorefileException(String message) {
    super(message);
  }

  public CorefileException(String message, Throwable cause) {
    super(message, cause);
  }
}
