package io.kubevert.local;

/** A cluster could not start; the message names the step and why. */
public final class StepFailedException extends RuntimeException {
  StepFailedException(String step, Throwable cause) {
    super(step + ": " + reason(cause), cause, false, false);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
