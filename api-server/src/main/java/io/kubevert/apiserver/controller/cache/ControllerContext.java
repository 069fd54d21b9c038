package io.kubevert.apiserver.controller.cache;

import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What every controller is given: the shared caches, a client, a clock, and queues. */
public final class ControllerContext {
  private final Vertx vertx;
  private final KubeClient client;
  private final Clock clock;
  private final ClusterCache caches;
  private final List<WorkQueue<?>> queues = new ArrayList<>();

  public ControllerContext(Vertx vertx, KubeClient client, Clock clock) {
    this.vertx = vertx;
    this.client = client;
    this.clock = clock;
    this.caches = new ClusterCache(vertx, client);
  }

  /**
   * A queue whose work waits until every cache has synced, as a controller that acted on half of
   * the world would delete the other half.
   */
  public <K> WorkQueue<K> queue(String name, int concurrency, Function<K, Future<Void>> reconcile) {
    WorkQueue<K> queue =
        new WorkQueue<>(
            vertx,
            name,
            concurrency,
            key -> caches.synced().compose(ignored -> reconcile.apply(key)));
    queues.add(queue);
    return queue;
  }

  /** Events in the name of a controller, as in {@code replicaset-controller}. */
  public EventRecorder events(String component) {
    return new EventRecorder(client, clock, component, "");
  }

  public Vertx vertx() {
    return vertx;
  }

  public KubeClient client() {
    return client;
  }

  public Clock clock() {
    return clock;
  }

  public ClusterCache caches() {
    return caches;
  }

  /** Starts the caches, and with them the work; completes when all have synced. */
  public Future<Void> start() {
    return caches.start();
  }

  /** Ends all work; what is being written is written. */
  public Future<Void> stop() {
    queues.forEach(WorkQueue::close);
    return caches.stop();
  }
}
