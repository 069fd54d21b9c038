package io.kubevert.client.bus;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The control plane at the other end of the event bus. */
public final class BusControlPlane implements ControlPlane {
  private final Vertx bus;
  private final String token;

  /**
   * @param bus the clustered Vert.x that {@link ClusteredBus#start} made
   * @param token the bearer token that the API server knows this component by
   */
  public BusControlPlane(Vertx bus, String token) {
    this.bus = bus;
    this.token = token;
  }

  @Override
  public KubeClient clientFor(Context context) {
    return new BusKubeClient(bus.eventBus(), token, context);
  }
}
