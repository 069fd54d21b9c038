package io.kubevert.client.bus;

/** No answer came, so whether a write happened is not known. */
public final class ApiServerUnavailableException extends RuntimeException {
  ApiServerUnavailableException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
