package io.kubevert.apiserver.controller.statefulset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.ControllerRevision;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Claim;
import io.kubevert.apiserver.controller.workload.RevisionHistory;
import io.kubevert.apiserver.controller.workload.WorkloadIndex;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Keeps the pods of each StatefulSet: each under its own name, one after the other. */
public final class StatefulSetController {
  private static final int CONCURRENCY = 5;
  private static final ResourceType CLAIMS =
      new ResourceType("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);

  private final KubeClient client;
  private final ObjectCache<Workload> statefulSets;
  private final ObjectCache<Pod> pods;
  private final Index<String, Pod> podsByNamespace;
  private final RevisionHistory history;
  private final EventRecorder events;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  public StatefulSetController(ControllerContext context) {
    client = context.client();
    statefulSets = context.caches().statefulSets();
    pods = context.caches().pods();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    history = new RevisionHistory(context, ResourceTypes.STATEFUL_SETS);
    events = context.events("statefulset-controller");
    clock = context.clock();
    queue = context.queue("statefulset", CONCURRENCY, this::reconcile);
    WorkloadIndex index = new WorkloadIndex(statefulSets);
    statefulSets.onChange(change -> queue.add(change.key()));
    pods.onChange(change -> index.concernedBy(change).forEach(queue::add));
  }

  private Future<Void> reconcile(ObjectKey key) {
    return statefulSets
        .get(key)
        .filter(set -> !statefulSets.goes(set))
        .map(this::reconcile)
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> reconcile(Workload set) {
    List<Pod> candidates =
        podsByNamespace.get(set.metadata().namespace()).stream()
            .filter(pod -> StatefulPodManifest.ordinal(set, pod.metadata().name()).isPresent())
            .toList();
    return new Claim<>(set, ResourceTypes.STATEFUL_SETS, pods)
        .settle(candidates)
        .compose(owned -> history.upTo(set).compose(revisions -> reconcile(set, owned, revisions)));
  }

  private Future<Void> reconcile(
      Workload set, List<Pod> owned, List<ControllerRevision> revisions) {
    ControllerRevision update = revisions.getLast();
    ControllerRevision current =
        find(revisions, set.status().path("currentRevision").asText(), update);
    StatefulRollout rollout =
        StatefulRollout.of(set, current.metadata().name(), update.metadata().name());
    NavigableMap<Integer, StatefulPod> seen = new TreeMap<>();
    for (Pod pod : owned) {
      StatefulPodManifest.ordinal(set, pod.metadata().name())
          .ifPresent(ordinal -> seen.put(ordinal, look(set, pod)));
    }
    return apply(set, rollout, revisions, StatefulPlan.of(rollout, seen))
        .compose(ignored -> writeStatus(set, rollout, seen))
        .compose(ignored -> history.trim(set, revisions, inUse(rollout, owned)));
  }

  private static ControllerRevision find(
      List<ControllerRevision> revisions, String name, ControllerRevision otherwise) {
    return revisions.stream()
        .filter(revision -> revision.metadata().name().equals(name))
        .findFirst()
        .orElse(otherwise);
  }

  private StatefulPod look(Workload set, Pod pod) {
    StatefulPod.State state;
    if (pods.goes(pod)) {
      state = StatefulPod.State.STOPPING;
    } else if (pod.finished()) {
      state = StatefulPod.State.FINISHED;
    } else if (pod.availableAt(clock.instant(), set.minReady())) {
      state = StatefulPod.State.AVAILABLE;
    } else {
      state = StatefulPod.State.UNAVAILABLE;
    }
    return new StatefulPod(pod, state);
  }

  private Future<Void> apply(
      Workload set,
      StatefulRollout rollout,
      List<ControllerRevision> revisions,
      StatefulPlan plan) {
    return Future.join(plan.deletes().stream().map(pod -> delete(set, pod)).toList())
        .compose(
            ignored ->
                Future.join(
                    plan.creates().stream()
                        .map(
                            ordinal ->
                                create(
                                    set,
                                    ordinal,
                                    find(
                                        revisions,
                                        rollout.revisionOf(ordinal),
                                        revisions.getLast())))
                        .toList()))
        .mapEmpty();
  }

  private Future<?> create(Workload set, int ordinal, ControllerRevision revision) {
    String name = StatefulPodManifest.name(set, ordinal);
    return Future.all(
            StatefulPodManifest.claims(set, ordinal).stream().map(this::createClaim).toList())
        .compose(ignored -> pods.create(StatefulPodManifest.of(set, ordinal, revision)))
        .onSuccess(
            pod -> record(set, EventRecorder.Type.NORMAL, "SuccessfulCreate", "create", name, ""))
        .onFailure(
            failure ->
                record(
                    set,
                    EventRecorder.Type.WARNING,
                    "FailedCreate",
                    "create",
                    name,
                    failure.getMessage()));
  }

  /** A claim of a former pod of the name is kept, with what is on its volume. */
  private Future<?> createClaim(ObjectNode claim) {
    return client
        .create(CLAIMS, claim)
        .recover(
            failure ->
                ApiException.isConflict(failure)
                    ? Future.succeededFuture(claim)
                    : Future.failedFuture(failure));
  }

  private Future<?> delete(Workload set, Pod pod) {
    String name = pod.metadata().name();
    return pods.delete(pod, DeleteOptions.DEFAULT)
        .onSuccess(
            ignored ->
                record(set, EventRecorder.Type.NORMAL, "SuccessfulDelete", "delete", name, ""));
  }

  private void record(
      Workload set, EventRecorder.Type type, String reason, String verb, String pod, String error) {
    events.record(
        set.metadata().reference(ResourceTypes.STATEFUL_SETS),
        type,
        reason,
        verb
            + " Pod "
            + pod
            + " in StatefulSet "
            + set.metadata().name()
            + (error.isEmpty() ? " successful" : " failed error: " + error));
  }

  private Future<Void> writeStatus(
      Workload set, StatefulRollout rollout, NavigableMap<Integer, StatefulPod> seen) {
    ObjectNode status = StatefulSetStatus.of(set, rollout, seen.values());
    if (set.minReady().isPositive()
        && status.path("availableReplicas").asInt() < status.path("readyReplicas").asInt()) {
      queue.addAfter(set.key(), set.minReady());
    }
    if (StatefulSetStatus.same(set.status(), status)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return statefulSets.patchStatus(set.key(), patch).mapEmpty();
  }

  private static Set<String> inUse(StatefulRollout rollout, List<Pod> owned) {
    Set<String> names = new HashSet<>(List.of(rollout.current(), rollout.update()));
    owned.forEach(pod -> names.add(pod.metadata().label(RevisionHistory.POD_LABEL)));
    return names;
  }
}
