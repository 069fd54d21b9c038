package io.kubevert.apiserver.controller.node;

import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Deletes pods that do not tolerate their node's NoExecute taints, when their time is up, and pods
 * whose node is gone.
 */
public final class PodEvictionController {
  private static final int CONCURRENCY = 8;

  /** How long a pod's node may take to show up: it may be registering. */
  private static final Duration UNKNOWN_NODE = Duration.ofSeconds(10);

  private final KubeClient client;
  private final ObjectCache<Pod> pods;
  private final ObjectCache<Node> nodes;
  private final Index<String, Pod> podsByNode;
  private final Clock clock;
  private final EventRecorder events;
  private final WorkQueue<ObjectKey> queue;

  public PodEvictionController(ControllerContext context) {
    client = context.client();
    pods = context.caches().pods();
    nodes = context.caches().nodes();
    podsByNode = pods.index(pod -> pod.nodeName().stream().toList());
    clock = context.clock();
    events = context.events("taint-eviction-controller");
    queue = context.queue("podeviction", CONCURRENCY, this::reconcile);
    nodes.onChange(this::nodeChanged);
    pods.onChange(this::podChanged);
  }

  private void nodeChanged(Change<Node> change) {
    if (!change.before().map(Node::taints).equals(change.after().map(Node::taints))) {
      podsByNode.get(change.key().name()).forEach(pod -> queue.add(pod.key()));
    }
  }

  private void podChanged(Change<Pod> change) {
    Optional<String> before = change.before().flatMap(Pod::nodeName);
    Optional<String> after = change.after().flatMap(Pod::nodeName);
    if (after.isPresent() && !before.equals(after)) {
      boolean known = nodes.get(ObjectKey.ofName(after.get())).isPresent();
      queue.addAfter(change.key(), known ? Duration.ZERO : UNKNOWN_NODE);
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    return pods.get(key)
        .filter(pod -> pod.nodeName().isPresent())
        .map(
            pod ->
                nodes
                    .get(ObjectKey.ofName(pod.nodeName().get()))
                    .map(node -> evictInTime(pod, node))
                    .orElseGet(() -> removeIfNodeIsGone(pod)))
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> evictInTime(Pod pod, Node node) {
    Optional<Instant> due = Eviction.due(pod, node.taints());
    if (due.isEmpty() || pod.mirror() || pods.goes(pod)) {
      return Future.succeededFuture();
    }
    Duration left = Duration.between(clock.instant(), due.get());
    if (left.isPositive()) {
      queue.addAfter(pod.key(), left);
      return Future.succeededFuture();
    }
    events.record(
        pod.metadata().reference(ResourceTypes.PODS),
        EventRecorder.Type.NORMAL,
        "TaintManagerEviction",
        "Marking for deletion Pod " + pod.key());
    return pods.delete(pod, DeleteOptions.DEFAULT);
  }

  private Future<Void> removeIfNodeIsGone(Pod pod) {
    return client
        .get(ResourceTypes.NODES, ObjectKey.ofName(pod.nodeName().orElseThrow()))
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? pods.delete(pod, DeleteOptions.now(pod.metadata().uid()))
                    : Future.failedFuture(failure));
  }
}
