package io.kubevert.coredns.plugin.forward;

/** A server that gave no usable answer. Made often and read seldom, so without a stack. */
final class UpstreamException extends RuntimeException {
  UpstreamException(String message) {
    super(message, null, false, false);
  }

  UpstreamException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause, false, false);
  }
}
