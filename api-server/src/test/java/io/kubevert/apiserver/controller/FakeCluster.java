package io.kubevert.apiserver.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Controllers over a fake control plane, and ways to wait for what they do. */
public final class FakeCluster {
  private static final long PATIENCE_SECONDS = 60;
  private static final int TURNS = 50;
  private static final YAMLMapper YAML = new YAMLMapper();

  private final FakeControlPlane api = new FakeControlPlane(Duration.ofSeconds(30), this::deliver);
  private final Context context;
  private final ControllerContext controllers;

  public FakeCluster(Vertx vertx, Consumer<ControllerContext> wiring) throws Exception {
    this(vertx, Clock.systemUTC(), wiring);
  }

  public FakeCluster(Vertx vertx, Clock clock, Consumer<ControllerContext> wiring)
      throws Exception {
    context = vertx.getOrCreateContext();
    controllers =
        onContext(
            () -> {
              ControllerContext made = new ControllerContext(vertx, api.clientFor(context), clock);
              wiring.accept(made);
              return Future.succeededFuture(made);
            });
  }

  /** Lets the controllers see what there is. */
  public FakeCluster start() throws Exception {
    onContext(controllers::start);
    return this;
  }

  public FakeControlPlane api() {
    return api;
  }

  /** An object as a manifest says it. */
  public static ObjectNode yaml(String manifest) {
    try {
      return (ObjectNode) YAML.readTree(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public ObjectNode put(ResourceType type, String manifest) {
    return api.put(type, yaml(manifest));
  }

  public ObjectNode get(ResourceType type, String namespace, String name) {
    return api.get(type, new ObjectKey(namespace, name)).orElseThrow();
  }

  /** Names of the objects of a resource, in order. */
  public List<String> names(ResourceType type) {
    return api.list(type).stream().map(object -> ObjectKey.of(object).name()).toList();
  }

  /** Waits until something holds; looks again at every event. */
  public void await(String what, BooleanSupplier holds) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (this) {
      while (!holds.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new TimeoutException("not within " + PATIENCE_SECONDS + " s: " + what);
        }
        wait(Math.min(left, 100));
      }
    }
  }

  /** Waits until the controllers have nothing more to do. */
  public void settle() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int requests;
    do {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the controllers never come to rest");
      }
      requests = api.requests().size();
      for (int turn = 0; turn < TURNS; turn++) {
        onContext(Future::succeededFuture);
      }
    } while (api.requests().size() != requests);
  }

  /** How many requests of a method there were for paths that contain something. */
  public long requests(String method, String path) {
    return api.requests().stream()
        .filter(request -> request.method().equals(method) && request.path().contains(path))
        .count();
  }

  private void deliver(WatchEvent event, Consumer<WatchEvent> watcher) {
    watcher.accept(event);
    context.runOnContext(ignored -> wake());
  }

  private synchronized void wake() {
    notifyAll();
  }

  private <T> T onContext(Supplier<Future<T>> work) throws Exception {
    Promise<T> promise = Promise.promise();
    context.runOnContext(ignored -> work.get().onComplete(promise));
    return promise.future().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
