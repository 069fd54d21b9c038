package io.kubevert.nodeagent.environment;

/** A pod refers to something that is not there; the message says what, as kubelet words it. */
public final class MissingReferenceException extends RuntimeException {
  public MissingReferenceException(String message) {
    super(message, null, false, false);
  }
}
