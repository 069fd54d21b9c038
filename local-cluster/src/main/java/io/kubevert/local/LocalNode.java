package io.kubevert.local;

import io.kubevert.client.ControlPlane;
import io.kubevert.local.network.NodeNetwork;
import io.kubevert.netns.NamespaceVertx;
import io.kubevert.netns.NetworkNamespace;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** One node: its name, its address, and what runs in its namespace. */
final class LocalNode {
  private static final int WORKERS = 8;

  private final String name;
  private final String address;
  private final NamespaceVertx place;
  private final Lifeline lifeline = new Lifeline();
  private final Deque<String> deployments = new ConcurrentLinkedDeque<>();

  private LocalNode(String name, String address, NamespaceVertx place) {
    this.name = name;
    this.address = address;
    this.place = place;
  }

  /** Starts threads in the node's namespace, which must be there; blocks for some milliseconds. */
  static LocalNode open(NodeNetwork network, String name) throws IOException, InterruptedException {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setPreferNativeTransport(true)
            .setWorkerPoolSize(WORKERS)
            .setInternalBlockingPoolSize(2);
    NetworkNamespace namespace = new NetworkNamespace(network.namespace(name));
    return new LocalNode(name, network.address(name), NamespaceVertx.create(namespace, options));
  }

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  NamespaceVertx place() {
    return place;
  }

  Future<Void> deploy(Deployable component) {
    return place.vertx().deployVerticle(component).onSuccess(deployments::push).mapEmpty();
  }

  /** Calls on an event-loop thread of the node, so that sockets opened there are the node's. */
  <T> Future<T> call(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    place.vertx().runOnContext(inside -> work.get().onComplete(promise));
    return promise.future();
  }

  /** The control plane as this node's components reach it. */
  ControlPlane reach(ControlPlane controlPlane) {
    return lifeline.through(controlPlane);
  }

  /** Cuts the node's components off from the control plane, for good. */
  void cutOff() {
    lifeline.cut();
  }

  /** Stops what was deployed, the last first, then the threads. */
  Future<Void> close() {
    return Detached.from(undeploy()).eventually(place::close);
  }

  private Future<Void> undeploy() {
    String next = deployments.poll();
    return next == null
        ? Future.succeededFuture()
        : place.vertx().undeploy(next).eventually(this::undeploy);
  }
}
