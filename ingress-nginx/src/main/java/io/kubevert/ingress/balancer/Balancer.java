package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import java.util.List;

/** Chooses endpoints for the requests to one backend. Belongs to one event loop. */
public interface Balancer {

  /**
   * Chooses one.
   *
   * @param endpoints those that have not failed this request; never empty
   */
  Endpoint choose(List<Endpoint> endpoints, Exchange exchange);

  /** Tells that a request is on its way to an endpoint. */
  default void started(Endpoint endpoint) {}

  /**
   * Tells that a request has ended.
   *
   * @param nanos until the head of its answer; as long as it was waited for when none came
   */
  default void finished(Endpoint endpoint, long nanos) {}

  /** Forgets what it knows of endpoints that are gone. */
  default void retain(List<Endpoint> endpoints) {}
}
