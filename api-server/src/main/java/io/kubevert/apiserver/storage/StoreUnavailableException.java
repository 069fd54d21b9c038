package io.kubevert.apiserver.storage;

/** The store cannot write: it is overloaded, closed, or its disk failed. */
public final class StoreUnavailableException extends RuntimeException {

  StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
