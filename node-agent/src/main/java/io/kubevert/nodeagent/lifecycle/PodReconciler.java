package io.kubevert.nodeagent.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.nodeagent.files.PodDirectory;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Brings each pod to what the API asks for: {@link PodPlan} names the steps, this takes them and
 * writes what came of it. Belongs to one context.
 */
public final class PodReconciler {
  private static final int AT_ONCE = 8;
  private static final long RANGE_RETRY_MILLIS = 100;

  private final PodEdges edges;
  private final PodDisk disk;
  private final WorkQueue<String> queue;
  private final PodTable pods;
  private final SandboxSteps sandboxes;
  private final ContainerStarter starter;
  private final RunningContainers running;
  private final LiveVolumes volumes;
  private boolean stopping;

  /**
   * @param networkChanged told when a pod's network came or went
   */
  public PodReconciler(PodEdges edges, Runnable networkChanged) {
    this.edges = edges;
    this.disk = new PodDisk(edges.data(), edges.runtime());
    this.queue = new WorkQueue<>(edges.vertx(), "pods", AT_ONCE, this::reconcile);
    this.pods = new PodTable(queue::add);
    this.sandboxes = new SandboxSteps(edges, disk, pods, networkChanged);
    this.starter = new ContainerStarter(edges, queue::add);
    this.running = new RunningContainers(edges, disk, pods);
    this.volumes = new LiveVolumes(edges, disk);
  }

  /** Takes over what an agent before this one has left running. */
  public Future<Void> start() {
    return edges
        .vertx()
        .executeBlocking(disk::read, false)
        .map(
            states -> {
              pods.adopt(states);
              states.forEach(running::watch);
              return null;
            });
  }

  /** Lets go of the pods, which run on; completes when what was under way has ended. */
  public Future<Void> stop() {
    stopping = true;
    queue.close();
    return Future.join(queue.drained(), running.close()).mapEmpty();
  }

  /**
   * Loads the classes that pods are decoded with, beside the event loop, which the first pod would
   * otherwise hold up for half a second.
   */
  public void expectPods() {
    edges.vertx().executeBlocking(() -> PodState.of(Json.object()), false);
  }

  /** Takes note of a change of a pod of this node. */
  public void observe(Change<ObjectNode> change) {
    pods.observe(change);
  }

  /** Removes every pod that the API no longer has. */
  public void keepOnly(Set<String> uids) {
    pods.keepOnly(uids);
  }

  /** A container has ended. */
  public void ended(String containerId) {
    running.check(containerId);
  }

  /** Looks at every container, in case word of an end was lost. */
  public void checkAll() {
    running.checkAll();
  }

  /** Looks at every file of a pod that follows the API. */
  public void refreshVolumes() {
    pods.all().forEach(volumes::refresh);
  }

  /** Every pod on this node. */
  public Collection<PodState> all() {
    return pods.all();
  }

  /** The pod of this name, the newest if several are there. */
  public Optional<PodState> find(ObjectKey key) {
    return pods.find(key);
  }

  /** Where a pod's files are. */
  public PodDirectory directory(String uid) {
    return disk.directory(uid);
  }

  private Future<Void> reconcile(String uid) {
    Optional<PodState> state = pods.find(uid);
    if (state.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Step> steps = PodPlan.next(state.get(), now());
    Future<Void> taken = Future.succeededFuture();
    for (Step step : steps) {
      taken = taken.compose(ignored -> take(uid, step));
    }
    return taken
        .compose(ignored -> report(uid))
        .onSuccess(ignored -> soonest(steps).ifPresent(at -> lookAgainAt(uid, at)));
  }

  private void lookAgainAt(String uid, long at) {
    queue.addAfter(uid, Duration.ofMillis(Math.max(1, at - now())));
  }

  private static OptionalLong soonest(List<Step> steps) {
    return steps.stream().mapToLong(Step::notBeforeMillis).filter(at -> at > 0).min();
  }

  private Future<Void> take(String uid, Step step) {
    if (stopping) {
      return Future.failedFuture("the agent stops");
    }
    return pods.find(uid).map(state -> take(state, step)).orElseGet(() -> Future.succeededFuture());
  }

  private Future<Void> take(PodState state, Step step) {
    return switch (step) {
      case Step.MakeSandbox ignored -> makeSandbox(state);
      case Step.Start start -> start(state, start.container());
      case Step.Stop stop -> stop(state, stop);
      case Step.Kill kill -> running.kill(state, kill.container());
      case Step.BackOff backOff -> backOff(state, backOff);
      case Step.LookAgain ignored -> Future.succeededFuture();
      case Step.ReleaseNetwork ignored -> sandboxes.release(state);
      case Step.DeleteObject ignored -> deleteObject(state);
      case Step.RemoveFiles ignored -> removeFiles(state.uid());
    };
  }

  private Future<Void> makeSandbox(PodState state) {
    if (sandboxes.canMake(state)) {
      return sandboxes.make(state);
    }
    lookAgainAt(state.uid(), now() + RANGE_RETRY_MILLIS);
    return Future.succeededFuture();
  }

  private Future<Void> start(PodState state, String name) {
    Container container = state.description(name).orElseThrow();
    return starter
        .start(state, container)
        .map(
            next -> {
              pods.update(state.uid(), current -> current.with(name, next));
              if (next.container().isPresent()) {
                pods.find(state.uid()).ifPresent(current -> running.watchStarted(current, name));
              }
              return null;
            });
  }

  private Future<Void> stop(PodState state, Step.Stop step) {
    running.stop(state, step.container(), step.graceSeconds());
    return Future.succeededFuture();
  }

  private Future<Void> backOff(PodState state, Step.BackOff step) {
    String name = step.container();
    ContainerState container = state.container(name);
    String message = "back-off restarting failed container " + name + " in pod " + state.key();
    edges.events().record(state.object(), EventRecorder.Type.WARNING, "BackOff", message);
    pods.update(
        state.uid(),
        current ->
            current.with(name, container.waiting("CrashLoopBackOff", message, step.untilMillis())));
    return Future.succeededFuture();
  }

  private Future<Void> deleteObject(PodState state) {
    return report(state.uid())
        .compose(
            ignored ->
                edges
                    .client()
                    .delete(ResourceTypes.PODS, state.key(), DeleteOptions.now(state.uid())))
        .recover(PodReconciler::alreadyGone)
        .onSuccess(ignored -> pods.removed(state.uid()));
  }

  private Future<Void> removeFiles(String uid) {
    return edges
        .vertx()
        .executeBlocking(
            () -> {
              disk.delete(uid);
              return null;
            },
            false)
        .onSuccess(ignored -> pods.forget(uid))
        .mapEmpty();
  }

  private Future<Void> report(String uid) {
    Optional<PodState> state = pods.find(uid).filter(found -> !found.removed());
    if (state.isEmpty()) {
      return Future.succeededFuture();
    }
    return edges
        .status()
        .write(state.get())
        .<Void>map(
            written -> {
              written.ifPresent(pods::refresh);
              return null;
            })
        .recover(PodReconciler::alreadyGone);
  }

  private static Future<Void> alreadyGone(Throwable failure) {
    return ApiException.isNotFound(failure) || ApiException.isConflict(failure)
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
