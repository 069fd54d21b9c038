package io.kubevert.client.mirrorpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pod object by which a running component is seen and selected.
 *
 * <p>Every {@link #PERIOD} the object is looked at and put right, and the lease of the same
 * namespace and name is renewed: when a lease of {@link #LEASE_DURATION} ran out, whoever watches
 * it may take the pod for dead. A component never waits for this object, so nothing here fails it.
 * Belongs to one context.
 */
public final class MirrorPod {
  /** How often the object is looked at and the lease renewed. */
  public static final Duration PERIOD = Duration.ofSeconds(2);

  /** How long a lease holds without being renewed. */
  public static final Duration LEASE_DURATION = Duration.ofSeconds(8);

  private static final Logger LOG = LoggerFactory.getLogger(MirrorPod.class);
  private static final long FAREWELL_SECONDS = 2;

  private final Vertx vertx;
  private final KubeClient client;
  private final MirrorPodDescription description;
  private final Clock clock;
  private final Instant started;
  private final WorkQueue<Part> queue;
  private Future<Void> working = Future.succeededFuture();
  private boolean ready;
  private long timer = -1;

  private enum Part {
    POD,
    LEASE
  }

  /**
   * @param client of the context that this belongs to
   */
  public MirrorPod(Vertx vertx, KubeClient client, MirrorPodDescription description, Clock clock) {
    this.vertx = vertx;
    this.client = client;
    this.description = description;
    this.clock = clock;
    this.started = clock.instant();
    this.queue = new WorkQueue<>(vertx, "mirror pod " + description.name(), 1, this::reconcile);
  }

  /** Starts to keep the object, with the readiness that was last set; returns at once. */
  public void start() {
    timer = vertx.setPeriodic(0, PERIOD.toMillis(), tick -> enqueue());
  }

  /** Tells whether the component can be sent work; not ready until told. */
  public void ready(boolean nowReady) {
    if (ready != nowReady) {
      ready = nowReady;
      if (timer != -1) {
        queue.add(Part.POD);
      }
    }
  }

  /**
   * Says farewell: the pod is marked not ready and deleted, with its lease, unless a process that
   * started later has taken it over. Takes two seconds at most, and succeeds even when the API
   * server is not there.
   */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    timer = -1;
    queue.close();
    ready = false;
    return working
        .otherwiseEmpty()
        .compose(ignored -> markNotReady())
        .compose(ignored -> remove())
        .timeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
        .otherwise(
            failure -> {
              LOG.atInfo()
                  .addKeyValue("pod", description.key())
                  .addKeyValue("cause", failure.getMessage())
                  .log("pod object left behind");
              return null;
            });
  }

  private void enqueue() {
    queue.add(Part.POD);
    queue.add(Part.LEASE);
  }

  private Future<Void> reconcile(Part part) {
    working =
        switch (part) {
          case POD -> keepPod();
          case LEASE -> renewLease();
        };
    return working;
  }

  private Future<Void> keepPod() {
    return client
        .get(ResourceTypes.PODS, description.key())
        .recover(MirrorPod::absentAsEmpty)
        .compose(this::adoptOrCreate)
        .compose(this::keepStatus);
  }

  private static Future<ObjectNode> absentAsEmpty(Throwable failure) {
    return ApiException.isNotFound(failure)
        ? Future.succeededFuture(Json.object())
        : Future.failedFuture(failure);
  }

  private Future<ObjectNode> adoptOrCreate(ObjectNode found) {
    if (found.isEmpty()) {
      return client.create(ResourceTypes.PODS, MirrorPodObjects.pod(description));
    }
    if (MirrorPodObjects.canAdopt(found, description)) {
      return Future.succeededFuture(found);
    }
    return delete(found)
        .compose(ignored -> client.create(ResourceTypes.PODS, MirrorPodObjects.pod(description)));
  }

  private Future<Void> keepStatus(ObjectNode pod) {
    ObjectNode wanted = MirrorPodObjects.status(description, started, ready);
    if (MirrorPodObjects.says(pod.path("status"), wanted)
        || MirrorPodObjects.isSuccessors(pod, started)) {
      return Future.succeededFuture();
    }
    pod.set("status", wanted);
    return client.updateStatus(ResourceTypes.PODS, pod).mapEmpty();
  }

  private Future<Void> renewLease() {
    ObjectNode lease = MirrorPodObjects.lease(description, LEASE_DURATION, clock.instant());
    return client
        .patch(ResourceTypes.LEASES, description.key(), "", PatchType.MERGE, lease)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? client.create(ResourceTypes.LEASES, lease)
                    : Future.failedFuture(failure))
        .mapEmpty();
  }

  private Future<ObjectNode> markNotReady() {
    return client
        .get(ResourceTypes.PODS, description.key())
        .compose(pod -> keepStatus(pod).map(pod));
  }

  private Future<Void> remove() {
    return client
        .get(ResourceTypes.PODS, description.key())
        .compose(
            pod ->
                MirrorPodObjects.isSuccessors(pod, started)
                    ? Future.succeededFuture()
                    : delete(pod).compose(deleted -> removeLease()));
  }

  private Future<Void> removeLease() {
    return client.delete(ResourceTypes.LEASES, description.key(), DeleteOptions.DEFAULT);
  }

  private Future<Void> delete(ObjectNode pod) {
    String uid = pod.path("metadata").path("uid").asText();
    return client.delete(ResourceTypes.PODS, description.key(), DeleteOptions.now(uid));
  }
}
