package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.feature.access.Decision;
import io.kubevert.ingress.feature.access.Guard;
import io.vertx.core.Future;

/** Lets nobody in: what should be guarded and cannot be is closed. */
record Closed() implements Guard {
  private static final int UNAVAILABLE = 503;

  @Override
  public Future<Decision> decide(Exchange exchange) {
    return Guard.refused(UNAVAILABLE);
  }
}
