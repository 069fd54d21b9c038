package io.kubevert.apiserver.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.apiserver.scheduler.snapshot.ClusterState;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingNode;
import io.kubevert.apiserver.scheduler.snapshot.SchedulingPod;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every pod that names {@code default-scheduler} a node. A pod that fits nowhere is looked at
 * again when a node or another pod changes, never by the clock.
 */
public final class Scheduler extends VerticleBase {
  private static final int CONCURRENT_BINDINGS = 64;
  private static final String SCHEDULED = "PodScheduled";

  private final ControlPlane controlPlane;
  private final Clock clock = Clock.systemUTC();
  private final ClusterState state = new ClusterState();
  private final Set<ObjectKey> unschedulable = new HashSet<>();
  private KubeClient client;
  private EventRecorder events;
  private Informer<SchedulingPod> pods;
  private Informer<SchedulingNode> nodes;
  private Informer<PlainObject> namespaces;
  private WorkQueue<ObjectKey> queue;
  private boolean synced;

  public Scheduler(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** Completes when nodes and pods are known; scheduling begins then. */
  @Override
  public Future<?> start() {
    client = controlPlane.clientFor(context);
    events = new EventRecorder(client, clock, "default-scheduler", "");
    queue = new WorkQueue<>(vertx, "scheduler", CONCURRENT_BINDINGS, this::schedule);
    pods =
        new Informer<>(vertx, client, ResourceTypes.PODS, SchedulingPod::of)
            .onChange(this::podChanged);
    nodes =
        new Informer<>(vertx, client, ResourceTypes.NODES, SchedulingNode::of)
            .onChange(this::nodeChanged);
    namespaces =
        new Informer<>(vertx, client, ResourceTypes.NAMESPACES, PlainObject::of)
            .onChange(this::namespaceChanged);
    return Future.all(pods.start(), nodes.start(), namespaces.start())
        .onSuccess(ignored -> begin());
  }

  @Override
  public Future<?> stop() {
    queue.close();
    return Future.join(List.of(pods.stop(), nodes.stop(), namespaces.stop()));
  }

  private void begin() {
    synced = true;
    pods.values().stream().filter(SchedulingPod::waiting).forEach(pod -> queue.add(pod.key()));
  }

  private void podChanged(Change<SchedulingPod> change) {
    change.after().ifPresentOrElse(state::pod, () -> state.podGone(change.key()));
    boolean waiting = change.after().filter(SchedulingPod::waiting).isPresent();
    if (!waiting) {
      unschedulable.remove(change.key());
    }
    if (waiting && !onlyStatusChanged(change)) {
      enqueue(change.key());
    }
    if (!waiting && !change.before().equals(change.after())) {
      retryUnschedulable();
    }
  }

  /** The scheduler's own note that a pod fits nowhere must not make it try again. */
  private static boolean onlyStatusChanged(Change<SchedulingPod> change) {
    return change
        .before()
        .filter(
            old -> change.after().filter(pod -> old.withConditionsOf(pod).equals(pod)).isPresent())
        .isPresent();
  }

  private void nodeChanged(Change<SchedulingNode> change) {
    change.after().ifPresentOrElse(state::node, () -> state.nodeGone(change.key().name()));
    if (!change.before().equals(change.after())) {
      retryUnschedulable();
    }
  }

  private void namespaceChanged(Change<PlainObject> change) {
    String name = change.key().name();
    change
        .after()
        .ifPresentOrElse(
            namespace -> state.namespace(name, namespace.metadata().labels()),
            () -> state.namespaceGone(name));
  }

  private void retryUnschedulable() {
    List.copyOf(unschedulable).forEach(this::enqueue);
  }

  private void enqueue(ObjectKey key) {
    if (synced) {
      queue.add(key);
    }
  }

  private Future<Void> schedule(ObjectKey key) {
    return pods.get(key)
        .filter(SchedulingPod::waiting)
        .filter(pod -> !state.isAssumed(key))
        .map(
            pod ->
                switch (Decision.of(pod, state.snapshot())) {
                  case Decision.Node(String node) -> bind(pod, node);
                  case Decision.Nowhere(String message) -> explain(pod, message);
                })
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> bind(SchedulingPod pod, String node) {
    unschedulable.remove(pod.key());
    state.assume(pod, node);
    ObjectNode binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
    binding
        .putObject("metadata")
        .put("namespace", pod.key().namespace())
        .put("name", pod.key().name())
        .put("uid", pod.uid());
    binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
    return client
        .createSubresource(ResourceTypes.PODS, pod.key(), "binding", binding)
        .onSuccess(
            ignored ->
                events.record(
                    pod.reference(),
                    EventRecorder.Type.NORMAL,
                    "Scheduled",
                    "Successfully assigned " + pod.key() + " to " + node))
        .<Void>mapEmpty()
        .recover(
            failure -> {
              state.forget(pod.key());
              return ApiException.isNotFound(failure)
                  ? Future.succeededFuture()
                  : Future.failedFuture(failure);
            });
  }

  private Future<Void> explain(SchedulingPod pod, String message) {
    unschedulable.add(pod.key());
    String known = Fields.condition(pod.conditions(), SCHEDULED).path("message").asText();
    if (known.equals(message)) {
      return Future.succeededFuture();
    }
    events.record(pod.reference(), EventRecorder.Type.WARNING, "FailedScheduling", message);
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    patch
        .putObject("status")
        .set(
            "conditions",
            new Conditions(pod.conditions(), clock.instant())
                .set(SCHEDULED, "False", "Unschedulable", message)
                .toJson());
    return client
        .patch(ResourceTypes.PODS, pod.key(), "status", PatchType.MERGE, patch)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
