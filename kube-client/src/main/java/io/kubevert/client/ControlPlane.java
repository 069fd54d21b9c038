package io.kubevert.client;

import io.vertx.core.Context;

/**
 * Where a component gets its clients of the API. One component has one identity; it asks for a
 * client for each context that it works on.
 */
@FunctionalInterface
public interface ControlPlane {

  /**
   * @param context where every future and handler of the client runs
   */
  KubeClient clientFor(Context context);
}
