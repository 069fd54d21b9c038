package io.kubevert.apiserver.status;

import io.vertx.core.Future;

/** Carries a refusal to the front end that answers with it. */
public final class StatusException extends RuntimeException {
  private final transient Status status;

  public StatusException(Status status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  public Status status() {
    return status;
  }

  /** A future that was refused. */
  public static <T> Future<T> refused(Status status) {
    return Future.failedFuture(new StatusException(status));
  }
}
