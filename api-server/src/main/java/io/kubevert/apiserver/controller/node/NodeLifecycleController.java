package io.kubevert.apiserver.controller.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Lease;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Notices a node whose agent is silent: its Ready condition becomes Unknown, it is tainted, and its
 * pods leave their endpoints. All of it is taken back when the agent is heard again.
 */
public final class NodeLifecycleController {
  private static final String LEASES = "kube-node-lease";
  private static final int CONCURRENCY = 4;

  private final ObjectCache<Node> nodes;
  private final Index<String, Pod> podsByNode;
  private final Clock clock;
  private final Heartbeats<ObjectKey> heartbeats;
  private final ReadyCondition condition;
  private final EventRecorder events;
  private final WorkQueue<ObjectKey> queue;
  private final Set<ObjectKey> lost = new HashSet<>();

  /**
   * @param grace how long a node's lease may go without being renewed
   */
  public NodeLifecycleController(ControllerContext context, Duration grace) {
    nodes = context.caches().nodes();
    podsByNode = context.caches().pods().index(pod -> pod.nodeName().stream().toList());
    clock = context.clock();
    heartbeats = new Heartbeats<>(grace);
    condition = new ReadyCondition(context.client(), clock);
    events = context.events("node-controller");
    queue = context.queue("nodelifecycle", CONCURRENCY, this::reconcile);
    nodes.onChange(this::nodeChanged);
    context.caches().leases().onChange(this::leaseChanged);
    context
        .caches()
        .pods()
        .onChange(
            change ->
                change
                    .after()
                    .filter(Pod::ready)
                    .flatMap(Pod::nodeName)
                    .map(ObjectKey::ofName)
                    .filter(lost::contains)
                    .ifPresent(queue::add));
  }

  private void nodeChanged(Change<Node> change) {
    ObjectKey key = change.key();
    if (change.after().isEmpty()) {
      heartbeats.forget(key);
      lost.remove(key);
      return;
    }
    if (change.before().isEmpty()) {
      heartbeats.heard(key, clock.instant());
    }
    queue.add(key);
  }

  private void leaseChanged(Change<Lease> change) {
    boolean renewed =
        !change.before().map(Lease::renewTime).equals(change.after().map(Lease::renewTime));
    if (change.key().namespace().equals(LEASES) && change.after().isPresent() && renewed) {
      ObjectKey node = ObjectKey.ofName(change.key().name());
      boolean wasSilent = lost.contains(node);
      heartbeats.heard(node, clock.instant());
      if (wasSilent) {
        queue.add(node);
      } else {
        queue.addAfter(node, heartbeats.patience(node, clock.instant()));
      }
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    return nodes
        .get(key)
        .map(
            node -> {
              Duration patience = heartbeats.patience(key, clock.instant());
              if (patience.isPositive()) {
                queue.addAfter(key, patience);
              }
              return taint(node)
                  .compose(ignored -> patience.isPositive() ? present(node) : silent(node));
            })
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> silent(Node node) {
    boolean news = lost.add(node.key());
    Future<Void> unknown =
        node.readyStatus().equals("Unknown") && !news
            ? Future.succeededFuture()
            : condition.nodeUnknown(node.key());
    if (news) {
      record(node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
    }
    return unknown.compose(
        ignored ->
            forPods(
                node,
                pod ->
                    pod.ready()
                        ? condition.podLost(pod.key(), "node " + node.name() + " is not heard of")
                        : Future.succeededFuture()));
  }

  private Future<Void> present(Node node) {
    if (!node.readyStatus().equals("Unknown") && !lost.contains(node.key())) {
      return Future.succeededFuture();
    }
    return condition
        .nodeBack(node.key())
        .compose(ignored -> forPods(node, pod -> condition.podBack(pod.key())))
        .onSuccess(
            ignored -> {
              if (lost.remove(node.key())) {
                record(node, "NodeReady", "Node " + node.name() + " status is now: NodeReady");
              }
            });
  }

  private Future<Void> forPods(Node node, Function<Pod, Future<Void>> action) {
    return Future.all(
            podsByNode.get(node.name()).stream()
                .filter(pod -> !pod.finished())
                .map(action)
                .toList())
        .mapEmpty();
  }

  private Future<Void> taint(Node node) {
    List<Taint> taints = NodeTaints.of(node, clock.instant());
    if (taints.equals(node.taints())) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", Long.toString(node.metadata().revision()));
    ArrayNode array = patch.putObject("spec").putArray("taints");
    taints.forEach(taint -> array.add(taint.toJson()));
    return nodes.patch(node.key(), patch).mapEmpty();
  }

  private void record(Node node, String reason, String message) {
    events.record(
        node.metadata().reference(ResourceTypes.NODES), EventRecorder.Type.NORMAL, reason, message);
  }
}
