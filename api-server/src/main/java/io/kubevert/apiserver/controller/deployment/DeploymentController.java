package io.kubevert.apiserver.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Claim;
import io.kubevert.apiserver.controller.workload.TemplateHash;
import io.kubevert.apiserver.controller.workload.WorkloadIndex;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings every Deployment to its template, step by step, and keeps the way back. */
public final class DeploymentController {
  private static final int CONCURRENCY = 5;

  private final ObjectCache<Workload> deployments;
  private final ObjectCache<Workload> replicaSets;
  private final Index<String, Workload> setsByNamespace;
  private final WorkloadIndex index;
  private final Index<String, Pod> podsByController;
  private final EventRecorder events;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  public DeploymentController(ControllerContext context) {
    deployments = context.caches().deployments();
    replicaSets = context.caches().replicaSets();
    setsByNamespace = replicaSets.index(set -> List.of(set.metadata().namespace()));
    index = new WorkloadIndex(deployments);
    podsByController =
        context
            .caches()
            .pods()
            .index(pod -> pod.metadata().controller().stream().map(o -> o.uid()).toList());
    events = context.events("deployment-controller");
    clock = context.clock();
    queue = context.queue("deployment", CONCURRENCY, this::reconcile);
    deployments.onChange(change -> queue.add(change.key()));
    replicaSets.onChange(change -> index.concernedBy(change).forEach(queue::add));
    context.caches().pods().onChange(this::podChanged);
  }

  /** A pod that is gone may be the last one that {@code Recreate} waits for. */
  private void podChanged(Change<Pod> change) {
    if (change.after().isEmpty()) {
      change
          .before()
          .flatMap(pod -> pod.metadata().controller())
          .flatMap(o -> replicaSets.get(new ObjectKey(change.key().namespace(), o.name())))
          .ifPresent(set -> index.concernedBy(set).forEach(queue::add));
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    return deployments
        .get(key)
        .map(
            deployment ->
                new Claim<>(deployment, ResourceTypes.DEPLOYMENTS, replicaSets)
                    .settle(setsByNamespace.get(key.namespace()))
                    .compose(sets -> reconcile(deployment, stay(sets))))
        .orElseGet(Future::succeededFuture);
  }

  private List<Workload> stay(List<Workload> sets) {
    return sets.stream().filter(set -> !replicaSets.goes(set)).toList();
  }

  private Future<Void> reconcile(Workload deployment, List<Workload> all) {
    Rollout rollout = Rollout.of(deployment);
    Optional<Workload> newSet =
        all.stream()
            .filter(
                set ->
                    TemplateHash.same(
                        set.spec().path("template"), deployment.spec().path("template")))
            .min(Comparator.comparing(set -> set.metadata().created()));
    Future<Void> step =
        deployments.goes(deployment)
            ? Future.succeededFuture()
            : advance(deployment, rollout, newSet, all);
    return step.compose(ignored -> writeStatus(deployment, rollout, newSet, all))
        .compose(ignored -> forgetHistory(deployment, rollout, newSet, all));
  }

  private Future<Void> advance(
      Workload deployment, Rollout rollout, Optional<Workload> newSet, List<Workload> all) {
    boolean scaled =
        all.stream()
            .filter(set -> set.replicas() > 0)
            .map(set -> set.metadata().annotation(ReplicaSetManifest.DESIRED))
            .anyMatch(
                desired ->
                    !desired.isEmpty() && !desired.equals(Integer.toString(rollout.replicas())));
    if (rollout.paused() || scaled) {
      return resize(deployment, rollout, Sizes.scaled(rollout, newSet, all), all);
    }
    List<Workload> old =
        all.stream().filter(set -> newSet.stream().noneMatch(set::equals)).toList();
    if (rollout.recreate() && hasPods(old)) {
      return resize(deployment, rollout, zero(old), old);
    }
    if (newSet.isEmpty()) {
      return create(deployment, rollout, all);
    }
    return revise(deployment, rollout, newSet.get(), old)
        .compose(ignored -> roll(deployment, rollout, newSet.get(), old, all));
  }

  private Future<Void> roll(
      Workload deployment,
      Rollout rollout,
      Workload newSet,
      List<Workload> old,
      List<Workload> all) {
    int size = Sizes.ofNewSet(rollout, newSet.replicas(), all);
    return size == newSet.replicas()
        ? resize(deployment, rollout, Sizes.ofOldSets(rollout, newSet, old), old)
        : resize(deployment, rollout, Map.of(newSet.key(), size), all);
  }

  private boolean hasPods(List<Workload> sets) {
    return sets.stream()
        .anyMatch(
            set ->
                set.replicas() > 0
                    || podsByController.get(set.metadata().uid()).stream()
                        .anyMatch(pod -> !pod.finished()));
  }

  private static Map<ObjectKey, Integer> zero(List<Workload> sets) {
    return sets.stream().collect(Collectors.toMap(Workload::key, set -> 0));
  }

  private Future<Void> create(Workload deployment, Rollout rollout, List<Workload> all) {
    int size = Sizes.ofNewSet(rollout, 0, all);
    long revision = all.stream().mapToLong(ReplicaSetManifest::revision).max().orElse(0) + 1;
    return replicaSets
        .create(ReplicaSetManifest.of(deployment, rollout, size, revision))
        .onSuccess(set -> recordScaling(deployment, set, 0, size))
        .compose(ignored -> noteRevision(deployment, revision));
  }

  /** A set that is the newest again, as after an undo, is given a new revision. */
  private Future<Void> revise(
      Workload deployment, Rollout rollout, Workload newSet, List<Workload> old) {
    long newest = old.stream().mapToLong(ReplicaSetManifest::revision).max().orElse(0);
    long revision = Math.max(ReplicaSetManifest.revision(newSet), newest + 1);
    Map<String, String> annotations = ReplicaSetManifest.annotations(deployment, rollout, revision);
    if (newSet.metadata().annotations().entrySet().containsAll(annotations.entrySet())) {
      return noteRevision(deployment, revision);
    }
    ObjectNode patch = Json.object();
    annotations.forEach(patch.putObject("metadata").putObject("annotations")::put);
    return replicaSets
        .patch(newSet.key(), patch)
        .compose(ignored -> noteRevision(deployment, revision));
  }

  private Future<Void> noteRevision(Workload deployment, long revision) {
    String text = Long.toString(revision);
    if (deployment.metadata().annotation(ReplicaSetManifest.REVISION).equals(text)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("annotations").put(ReplicaSetManifest.REVISION, text);
    return deployments.patch(deployment.key(), patch).mapEmpty();
  }

  private Future<Void> resize(
      Workload deployment, Rollout rollout, Map<ObjectKey, Integer> sizes, List<Workload> sets) {
    return Future.all(
            sets.stream()
                .filter(set -> sizes.containsKey(set.key()))
                .filter(set -> needsWrite(set, sizes.get(set.key()), rollout))
                .map(set -> resize(deployment, rollout, set, sizes.get(set.key())))
                .toList())
        .mapEmpty();
  }

  private static boolean needsWrite(Workload set, int size, Rollout rollout) {
    boolean noted =
        set.metadata()
            .annotations()
            .entrySet()
            .containsAll(ReplicaSetManifest.sizeAnnotations(rollout).entrySet());
    return set.replicas() != size || (size > 0 && !noted);
  }

  private Future<?> resize(Workload deployment, Rollout rollout, Workload set, int size) {
    ObjectNode patch = Json.object();
    ReplicaSetManifest.sizeAnnotations(rollout)
        .forEach(patch.putObject("metadata").putObject("annotations")::put);
    patch.putObject("spec").put("replicas", size);
    return replicaSets
        .patch(set.key(), patch)
        .onSuccess(ignored -> recordScaling(deployment, set, set.replicas(), size));
  }

  private void recordScaling(Workload deployment, Workload set, int from, int to) {
    if (from != to) {
      events.record(
          deployment.metadata().reference(ResourceTypes.DEPLOYMENTS),
          EventRecorder.Type.NORMAL,
          "ScalingReplicaSet",
          "Scaled "
              + (to > from ? "up" : "down")
              + " replica set "
              + set.metadata().name()
              + " from "
              + from
              + " to "
              + to);
    }
  }

  private Future<Void> writeStatus(
      Workload deployment, Rollout rollout, Optional<Workload> newSet, List<Workload> all) {
    ObjectNode status = DeploymentStatus.of(deployment, rollout, newSet, all, clock.instant());
    if (!DeploymentStatus.complete(rollout, status) && !rollout.paused()) {
      queue.addAfter(deployment.key(), rollout.progressDeadline().plusSeconds(1));
    }
    // As it comes back from the server: a number in JSON does not remember how wide it was.
    ObjectNode asRead = Json.parse(Json.bytes(status));
    boolean same =
        asRead.properties().stream()
            .allMatch(field -> field.getValue().equals(deployment.status().get(field.getKey())));
    if (same) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return deployments.patchStatus(deployment.key(), patch).mapEmpty();
  }

  private Future<Void> forgetHistory(
      Workload deployment, Rollout rollout, Optional<Workload> newSet, List<Workload> all) {
    if (!DeploymentStatus.complete(rollout, deployment.status())) {
      return Future.succeededFuture();
    }
    List<Workload> history =
        all.stream()
            .filter(set -> newSet.stream().noneMatch(set::equals))
            .filter(set -> set.replicas() == 0 && set.status().path("replicas").asInt() == 0)
            .sorted(Comparator.comparingLong(ReplicaSetManifest::revision))
            .toList();
    int tooMany = Math.max(0, history.size() - rollout.revisionHistoryLimit());
    return Future.all(
            history.stream()
                .limit(tooMany)
                .map(set -> replicaSets.delete(set, DeleteOptions.DEFAULT))
                .toList())
        .mapEmpty();
  }
}
