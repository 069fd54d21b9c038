package io.kubevert.apiserver.controller.replicaset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Claim;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.apiserver.controller.workload.PodControl;
import io.kubevert.apiserver.controller.workload.PodManifest;
import io.kubevert.apiserver.controller.workload.SlowStart;
import io.kubevert.apiserver.controller.workload.WorkloadIndex;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Keeps as many pods of each ReplicaSet as it asks for, and in the same way for each
 * ReplicationController.
 */
public final class ReplicaSetController {
  private static final int CONCURRENCY = 5;
  private static final int BURST = 500;
  private static final String FAILURE = "ReplicaFailure";

  private final ObjectCache<Workload> replicaSets;
  private final ObjectCache<Pod> pods;
  private final Index<String, Pod> podsByNamespace;
  private final PodControl podControl;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  private ReplicaSetController(
      ControllerContext context, ObjectCache<Workload> replicaSets, String name) {
    this.replicaSets = replicaSets;
    pods = context.caches().pods();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    WorkloadIndex index = new WorkloadIndex(replicaSets);
    podControl = new PodControl(pods, replicaSets.type(), context.events(name + "-controller"));
    clock = context.clock();
    queue = context.queue(name, CONCURRENCY, this::reconcile);
    replicaSets.onChange(change -> queue.add(change.key()));
    pods.onChange(change -> index.concernedBy(change).forEach(queue::add));
  }

  public static ReplicaSetController replicaSets(ControllerContext context) {
    return new ReplicaSetController(context, context.caches().replicaSets(), "replicaset");
  }

  public static ReplicaSetController replicationControllers(ControllerContext context) {
    return new ReplicaSetController(
        context, context.caches().replicationControllers(), "replication");
  }

  private Future<Void> reconcile(ObjectKey key) {
    return replicaSets.get(key).map(this::reconcile).orElseGet(Future::succeededFuture);
  }

  private Future<Void> reconcile(Workload set) {
    return new Claim<>(set, replicaSets.type(), pods)
        .settle(
            podsByNamespace.get(set.metadata().namespace()).stream()
                .filter(this::stays)
                .filter(pod -> pod.mirror() || !set.mirrored())
                .toList())
        .compose(
            owned ->
                scale(set, owned)
                    .transform(
                        scaled -> {
                          Future<Void> status = writeStatus(set, owned, scaled.cause());
                          return scaled.succeeded()
                              ? status
                              : status.compose(ignored -> Future.failedFuture(scaled.cause()));
                        }));
  }

  private boolean stays(Pod pod) {
    return pod.active() && !pods.goes(pod);
  }

  private Future<Void> scale(Workload set, List<Pod> owned) {
    int missing = set.replicas() - owned.size();
    if (replicaSets.goes(set) || set.mirrored() || missing == 0) {
      return Future.succeededFuture();
    }
    if (missing > 0) {
      return SlowStart.run(
          Math.min(missing, BURST),
          () -> podControl.create(set, PodManifest.generated(set, replicaSets.type())));
    }
    return Future.join(
            DeletionOrder.of(owned).stream()
                .limit(Math.min(-missing, BURST))
                .map(pod -> podControl.delete(set, pod))
                .toList())
        .mapEmpty();
  }

  private Future<Void> writeStatus(Workload set, List<Pod> owned, Throwable failure) {
    List<Pod> active = owned.stream().filter(this::stays).toList();
    Conditions conditions = new Conditions(set.status().path("conditions"), clock.instant());
    if (failure == null) {
      conditions.remove(FAILURE);
    } else {
      conditions.set(FAILURE, "True", "FailedCreate", String.valueOf(failure.getMessage()));
    }
    ArrayNode array = conditions.toJson();
    ObjectNode status = ReplicaSetStatus.of(set, active, array, clock.instant());
    lookAgainWhenAvailable(set, status);
    if (ReplicaSetStatus.same(set.status(), status)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return replicaSets.patchStatus(set.key(), patch).mapEmpty();
  }

  private void lookAgainWhenAvailable(Workload set, ObjectNode status) {
    Duration wait = set.minReady();
    if (wait.isPositive()
        && status.path("availableReplicas").asInt() < status.path("readyReplicas").asInt()) {
      queue.addAfter(set.key(), wait);
    }
  }
}
