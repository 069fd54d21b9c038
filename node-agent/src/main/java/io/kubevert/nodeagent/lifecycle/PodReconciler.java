package io.kubevert.nodeagent.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.sandbox.Sandbox;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * Brings each pod to what the API asks for: {@link PodPlan} names the steps, this takes them and
 * writes what came of it. Belongs to one context.
 */
public final class PodReconciler {
  private static final int AT_ONCE = 8;
  private static final long RANGE_RETRY_MILLIS = 100;

  private final PodEdges edges;
  private final PodDisk disk;
  private final ContainerStarter starter;
  private final ContainerStopper stopper;
  private final RunningContainers running;
  private final Runnable networkChanged;
  private final WorkQueue<String> queue;
  private final Map<String, PodState> pods = new HashMap<>();

  /**
   * @param networkChanged told when a pod's network came or went
   */
  public PodReconciler(PodEdges edges, Runnable networkChanged) {
    this.edges = edges;
    this.disk = new PodDisk(edges.data(), edges.runtime());
    this.queue = new WorkQueue<>(edges.vertx(), "pods", AT_ONCE, this::reconcile);
    this.starter = new ContainerStarter(edges, queue::add);
    this.stopper = new ContainerStopper(edges);
    this.running = new RunningContainers(edges, disk, stopper, this::find, this::update);
    this.networkChanged = networkChanged;
  }

  /** Takes over what an agent before this one has left running. */
  public Future<Void> start() {
    return edges
        .vertx()
        .executeBlocking(disk::read, false)
        .map(
            states -> {
              states.forEach(state -> pods.put(state.uid(), state));
              states.forEach(running::watch);
              pods.keySet().forEach(queue::add);
              return null;
            });
  }

  /** Lets go of the pods; they run on. */
  public void stop() {
    queue.close();
    running.close();
  }

  /** Takes note of a change of a pod of this node. */
  public void observe(Change<ObjectNode> change) {
    change.after().ifPresent(this::seen);
    String uid = change.after().map(PodReconciler::uid).orElse("");
    // Gone, or another pod has its name now.
    change
        .before()
        .map(PodReconciler::uid)
        .filter(old -> !old.equals(uid))
        .ifPresent(this::removed);
  }

  private void seen(ObjectNode object) {
    PodState state = pods.get(uid(object));
    if (state == null) {
      pods.put(uid(object), PodState.of(object));
    } else if (object.path("metadata").path("resourceVersion").asLong() > state.revision()) {
      pods.put(uid(object), state.seen(object));
    }
    queue.add(uid(object));
  }

  private void removed(String uid) {
    update(uid, PodState::withRemoved);
  }

  /** Removes every pod that the API no longer has. */
  public void keepOnly(Set<String> uids) {
    List.copyOf(pods.keySet()).stream().filter(uid -> !uids.contains(uid)).forEach(this::removed);
  }

  /** A container has ended. */
  public void ended(String containerId) {
    running.ended(containerId);
  }

  /** Looks at every container, in case word of an end was lost. */
  public void checkAll() {
    running.checkAll();
  }

  /** Every pod on this node. */
  public Collection<PodState> all() {
    return List.copyOf(pods.values());
  }

  /** The pod of this name, the newest if several are there. */
  public Optional<PodState> find(ObjectKey key) {
    return pods.values().stream()
        .filter(state -> state.key().equals(key))
        .max((one, other) -> Boolean.compare(!one.removed(), !other.removed()));
  }

  /** Where a pod's files are. */
  public PodDirectory directory(String uid) {
    return disk.directory(uid);
  }

  private Optional<PodState> find(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  private void update(String uid, UnaryOperator<PodState> change) {
    if (pods.computeIfPresent(uid, (key, state) -> change.apply(state)) != null) {
      queue.add(uid);
    }
  }

  private Future<Void> reconcile(String uid) {
    PodState state = pods.get(uid);
    if (state == null) {
      return Future.succeededFuture();
    }
    List<Step> steps = PodPlan.next(state, now());
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
    return steps.stream()
        .mapToLong(
            step ->
                switch (step) {
                  case Step.LookAgain look -> look.atMillis();
                  case Step.BackOff backOff -> backOff.untilMillis();
                  case Step.MakeSandbox ignored -> Long.MAX_VALUE;
                  case Step.Start ignored -> Long.MAX_VALUE;
                  case Step.Stop ignored -> Long.MAX_VALUE;
                  case Step.Kill ignored -> Long.MAX_VALUE;
                  case Step.ReleaseNetwork ignored -> Long.MAX_VALUE;
                  case Step.DeleteObject ignored -> Long.MAX_VALUE;
                  case Step.RemoveFiles ignored -> Long.MAX_VALUE;
                })
        .filter(at -> at < Long.MAX_VALUE)
        .min();
  }

  private Future<Void> take(String uid, Step step) {
    PodState state = pods.get(uid);
    if (state == null) {
      return Future.succeededFuture();
    }
    return switch (step) {
      case Step.MakeSandbox ignored -> makeSandbox(state);
      case Step.Start start -> start(state, start.container());
      case Step.Stop stop -> stop(state, stop);
      case Step.Kill kill -> kill(state, kill.container());
      case Step.BackOff backOff -> backOff(state, backOff);
      case Step.LookAgain ignored -> Future.succeededFuture();
      case Step.ReleaseNetwork ignored -> releaseNetwork(state);
      case Step.DeleteObject ignored -> deleteObject(state);
      case Step.RemoveFiles ignored -> removeFiles(uid);
    };
  }

  private Future<Void> makeSandbox(PodState state) {
    boolean host = Boolean.TRUE.equals(state.pod().getSpec().getHostNetwork());
    if (!host && edges.podRange().get().isEmpty()) {
      lookAgainAt(state.uid(), now() + RANGE_RETRY_MILLIS);
      return Future.succeededFuture();
    }
    return blocking(
            () -> {
              disk.write(state);
              Sandbox made =
                  host
                      ? Sandbox.ofHost(edges.nodeAddress())
                      : edges.sandboxes().create(state.uid(), edges.podRange().get().orElseThrow());
              disk.write(state.with(made));
              return made;
            })
        .onFailure(
            failure -> warn(state, "FailedCreatePodSandBox", String.valueOf(failure.getMessage())))
        .map(
            made -> {
              update(state.uid(), current -> current.with(made));
              networkChanged.run();
              return null;
            });
  }

  private Future<Void> start(PodState state, String name) {
    Container container = state.description(name).orElseThrow();
    return starter
        .start(state, container)
        .map(
            next -> {
              update(state.uid(), current -> current.with(name, next));
              next.container().ifPresent(ignored -> running.watch(pods.get(state.uid()), name));
              return null;
            });
  }

  private Future<Void> stop(PodState state, Step.Stop step) {
    running.stop(state, step.container(), step.graceSeconds());
    return Future.succeededFuture();
  }

  private Future<Void> kill(PodState state, String name) {
    Optional<RunningContainer> container = state.container(name).container();
    if (container.isEmpty()) {
      return Future.succeededFuture();
    }
    ContainerState.Stop killed = new ContainerState.Stop(now(), true);
    return stopper
        .kill(container.get())
        .onSuccess(
            ignored ->
                update(
                    state.uid(),
                    current -> current.with(name, current.container(name).stopping(killed))));
  }

  private Future<Void> backOff(PodState state, Step.BackOff step) {
    String name = step.container();
    ContainerState container = state.container(name);
    String message = "back-off restarting failed container " + name + " in pod " + state.key();
    warn(state, "BackOff", message);
    update(
        state.uid(),
        current ->
            current.with(name, container.waiting("CrashLoopBackOff", message, step.untilMillis())));
    return Future.succeededFuture();
  }

  private Future<Void> releaseNetwork(PodState state) {
    return blocking(
            () -> {
              edges.sandboxes().delete(state.uid(), state.sandbox().orElseThrow());
              disk.write(state.withNetworkReleased());
              return null;
            })
        .map(
            ignored -> {
              update(state.uid(), PodState::withNetworkReleased);
              networkChanged.run();
              return null;
            });
  }

  private Future<Void> deleteObject(PodState state) {
    return report(state.uid())
        .compose(
            ignored ->
                edges
                    .client()
                    .delete(ResourceTypes.PODS, state.key(), DeleteOptions.now(state.uid())))
        .recover(PodReconciler::alreadyGone)
        .onSuccess(ignored -> removed(state.uid()));
  }

  private Future<Void> removeFiles(String uid) {
    return blocking(
            () -> {
              disk.delete(uid);
              return null;
            })
        .onSuccess(ignored -> pods.remove(uid))
        .mapEmpty();
  }

  private Future<Void> report(String uid) {
    PodState state = pods.get(uid);
    if (state == null || state.removed()) {
      return Future.succeededFuture();
    }
    return edges
        .status()
        .write(state)
        .<Void>map(
            written -> {
              written.ifPresent(
                  object -> pods.computeIfPresent(uid, (key, now) -> newer(now, object)));
              return null;
            })
        .recover(PodReconciler::alreadyGone);
  }

  private static PodState newer(PodState state, ObjectNode object) {
    long revision = object.path("metadata").path("resourceVersion").asLong();
    return revision > state.revision() && uid(object).equals(state.uid())
        ? state.seen(object)
        : state;
  }

  private static Future<Void> alreadyGone(Throwable failure) {
    return ApiException.isNotFound(failure) || ApiException.isConflict(failure)
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private void warn(PodState state, String reason, String message) {
    edges.events().record(state.object(), EventRecorder.Type.WARNING, reason, message);
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return edges.vertx().executeBlocking(work, false);
  }

  private static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText();
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
