package io.kubevert.local;

import io.kubevert.local.netns.NamespaceVertx;
import io.kubevert.local.netns.NetworkNamespace;
import io.kubevert.local.network.NodeNetwork;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.io.IOException;

/**
 * One node: its name, its address, and the Vert.x that lives in its namespace.
 *
 * @param controlPlane whether the API server runs here
 */
record LocalNode(String name, String address, boolean controlPlane, NamespaceVertx place) {
  private static final int WORKERS = 8;

  static LocalNode open(NodeNetwork network, String name) throws IOException, InterruptedException {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(WORKERS)
            .setInternalBlockingPoolSize(2);
    return new LocalNode(
        name,
        network.address(name),
        network.nodes().getFirst().equals(name),
        NamespaceVertx.create(new NetworkNamespace(network.namespace(name)), options));
  }

  Future<Void> deploy(Deployable component) {
    return place.vertx().deployVerticle(component).mapEmpty();
  }

  Future<Void> close() {
    return place.close();
  }
}
