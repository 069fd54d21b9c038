package io.kubevert.ingress.exchange;

import io.vertx.core.Future;

/**
 * One thing that happens to a request before it is sent on. A filter answers the client itself, or
 * passes the request on; it knows nothing of the other filters.
 *
 * <p>One filter serves every request of an Ingress, on several event loops: it is immutable, or its
 * state is safe to share.
 */
public interface Filter {

  /** What became of a request. */
  enum Verdict {
    /** The next one may have it. */
    PASSED,
    /** The client has been answered. */
    ANSWERED
  }

  Future<Verdict> PASS = Future.succeededFuture(Verdict.PASSED);
  Future<Verdict> ANSWERED = Future.succeededFuture(Verdict.ANSWERED);

  /**
   * Looks at a request.
   *
   * @return a failure means that the client is answered 500
   */
  Future<Verdict> apply(Exchange exchange);
}
