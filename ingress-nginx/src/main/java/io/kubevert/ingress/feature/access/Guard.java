package io.kubevert.ingress.feature.access;

import io.kubevert.ingress.exchange.Exchange;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Judges by itself whether a request may come in; what several judge together is {@link Guards}.
 */
public interface Guard {
  Future<Decision> ADMITTED = Future.succeededFuture(new Decision.Admitted());

  /**
   * Judges a request, and leaves its answer alone.
   *
   * @return a failure means that the client is answered 500
   */
  Future<Decision> decide(Exchange exchange);

  /** Refuses with a status alone. */
  static Future<Decision> refused(int status) {
    return Future.succeededFuture(new Decision.Refused(status, Map.of()));
  }
}
