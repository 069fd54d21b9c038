package io.kubevert.apiserver.controller.daemonset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.ControllerRevision;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Claim;
import io.kubevert.apiserver.controller.workload.PodControl;
import io.kubevert.apiserver.controller.workload.RevisionHistory;
import io.kubevert.apiserver.controller.workload.SlowStart;
import io.kubevert.apiserver.controller.workload.WorkloadIndex;
import io.kubevert.client.Json;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Keeps one pod of each DaemonSet on every node that is meant. */
public final class DaemonSetController {
  private static final int CONCURRENCY = 2;

  private final ObjectCache<Workload> daemonSets;
  private final ObjectCache<Pod> pods;
  private final ObjectCache<Node> nodes;
  private final Index<String, Pod> podsByNamespace;
  private final RevisionHistory history;
  private final PodControl podControl;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  public DaemonSetController(ControllerContext context) {
    daemonSets = context.caches().daemonSets();
    pods = context.caches().pods();
    nodes = context.caches().nodes();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    history = new RevisionHistory(context, ResourceTypes.DAEMON_SETS);
    podControl =
        new PodControl(pods, ResourceTypes.DAEMON_SETS, context.events("daemonset-controller"));
    clock = context.clock();
    queue = context.queue("daemonset", CONCURRENCY, this::reconcile);
    WorkloadIndex index = new WorkloadIndex(daemonSets);
    daemonSets.onChange(change -> queue.add(change.key()));
    pods.onChange(change -> index.concernedBy(change).forEach(queue::add));
    nodes.onChange(this::nodeChanged);
  }

  private void nodeChanged(Change<Node> change) {
    boolean same =
        change.before().map(Node::labels).equals(change.after().map(Node::labels))
            && change.before().map(Node::taints).equals(change.after().map(Node::taints));
    if (!same) {
      daemonSets.values().forEach(set -> queue.add(set.key()));
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    return daemonSets.get(key).map(this::reconcile).orElseGet(Future::succeededFuture);
  }

  private Future<Void> reconcile(Workload set) {
    if (daemonSets.goes(set)) {
      return Future.succeededFuture();
    }
    List<Pod> candidates =
        podsByNamespace.get(set.metadata().namespace()).stream()
            .filter(pod -> pod.mirror() || !set.mirrored())
            .toList();
    return new Claim<>(set, ResourceTypes.DAEMON_SETS, pods)
        .settle(candidates)
        .compose(owned -> history.upTo(set).compose(revisions -> reconcile(set, owned, revisions)));
  }

  private Future<Void> reconcile(
      Workload set, List<Pod> owned, List<ControllerRevision> revisions) {
    String hash = RevisionHistory.hash(revisions.getLast());
    List<DaemonNode> seen = DaemonNode.all(set, nodes.values(), owned, pods::goes);
    DaemonRollout rollout = rollout(set, seen, hash);
    return apply(set, hash, DaemonPlan.of(seen, rollout))
        .compose(ignored -> writeStatus(set, seen, rollout))
        .compose(ignored -> history.trim(set, revisions, inUse(revisions, owned)));
  }

  private DaemonRollout rollout(Workload set, List<DaemonNode> seen, String hash) {
    Predicate<Pod> updated =
        pod -> set.mirrored() || pod.metadata().label(RevisionHistory.POD_LABEL).equals(hash);
    return DaemonRollout.of(
        set,
        (int) seen.stream().filter(DaemonNode::wanted).count(),
        updated,
        pod -> pod.availableAt(clock.instant(), set.minReady()));
  }

  private Future<Void> apply(Workload set, String hash, DaemonPlan plan) {
    if (set.mirrored()) {
      return Future.succeededFuture();
    }
    Iterator<String> creates = plan.creates().iterator();
    return Future.join(plan.deletes().stream().map(pod -> podControl.delete(set, pod)).toList())
        .compose(
            ignored ->
                SlowStart.run(
                    plan.creates().size(),
                    () -> podControl.create(set, DaemonPodManifest.of(set, hash, creates.next()))));
  }

  private Future<Void> writeStatus(Workload set, List<DaemonNode> seen, DaemonRollout rollout) {
    ObjectNode status = DaemonSetStatus.of(set, seen, rollout);
    if (set.minReady().isPositive()
        && status.path("numberAvailable").asInt() < status.path("numberReady").asInt()) {
      queue.addAfter(set.key(), set.minReady());
    }
    if (DaemonSetStatus.same(set.status(), status)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return daemonSets.patchStatus(set.key(), patch).mapEmpty();
  }

  private static Set<String> inUse(List<ControllerRevision> revisions, List<Pod> owned) {
    Set<String> hashes =
        owned.stream()
            .map(pod -> pod.metadata().label(RevisionHistory.POD_LABEL))
            .collect(Collectors.toSet());
    hashes.add(RevisionHistory.hash(revisions.getLast()));
    return revisions.stream()
        .filter(revision -> hashes.contains(RevisionHistory.hash(revision)))
        .map(revision -> revision.metadata().name())
        .collect(Collectors.toSet());
  }
}
