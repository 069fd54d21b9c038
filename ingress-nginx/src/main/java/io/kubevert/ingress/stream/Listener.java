package io.kubevert.ingress.stream;

import io.vertx.core.Future;

/** An open port. */
@FunctionalInterface
interface Listener {
  Future<Void> close();
}
