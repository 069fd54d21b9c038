package io.kubevert.apiserver.controller.daemonset;

import io.kubevert.apiserver.controller.view.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The next writes that bring a DaemonSet's pods to what is wanted.
 *
 * @param creates the nodes on which a pod is to be made
 */
record DaemonPlan(List<String> creates, List<Pod> deletes) {

  static DaemonPlan of(List<DaemonNode> nodes, DaemonRollout rollout) {
    DaemonPlan plan = new DaemonPlan(new ArrayList<>(), new ArrayList<>());
    nodes.forEach(node -> plan.place(node, rollout));
    if (rollout.rolling()) {
      List<DaemonNode> wanted = nodes.stream().filter(DaemonNode::wanted).toList();
      if (rollout.maxSurge() > 0) {
        plan.surge(wanted, rollout);
      } else {
        plan.replace(wanted, rollout);
      }
    }
    return plan;
  }

  private void place(DaemonNode node, DaemonRollout rollout) {
    deletes.addAll(node.finished());
    if (!node.allowed()) {
      deletes.addAll(node.pods());
    } else if (node.pods().isEmpty()) {
      if (node.wanted() && node.finished().isEmpty() && !node.stopping()) {
        creates.add(node.name());
      }
    } else {
      deletes.addAll(tooMany(node, rollout));
    }
  }

  /** All but the oldest; in a surge all but the oldest of each template. */
  private static List<Pod> tooMany(DaemonNode node, DaemonRollout rollout) {
    Pod oldest = node.pods().getFirst();
    Predicate<Pod> kept = pod -> pod == oldest;
    if (rollout.rolling() && rollout.maxSurge() > 0) {
      Optional<Pod> fresh = first(node, rollout.updated());
      Optional<Pod> old = first(node, rollout.updated().negate());
      boolean takenOver = fresh.filter(rollout.available()).isPresent();
      kept =
          pod ->
              fresh.filter(pod::equals).isPresent()
                  || (!takenOver && old.filter(pod::equals).isPresent());
    }
    return node.pods().stream().filter(kept.negate()).toList();
  }

  private static Optional<Pod> first(DaemonNode node, Predicate<Pod> wanted) {
    return node.pods().stream().filter(wanted).findFirst();
  }

  /** Old pods go first where they serve nobody, then as many as can be missed. */
  private void replace(List<DaemonNode> nodes, DaemonRollout rollout) {
    int missed = 0;
    List<Pod> serving = new ArrayList<>();
    for (DaemonNode node : nodes) {
      Optional<Pod> pod = node.pods().stream().findFirst();
      boolean available = pod.filter(rollout.available()).isPresent();
      if (pod.isEmpty() || rollout.updated().test(pod.get())) {
        missed += available ? 0 : 1;
      } else if (available) {
        serving.add(pod.get());
      } else {
        deletes.add(pod.get());
        missed++;
      }
    }
    int spare = Math.clamp(rollout.maxUnavailable() - missed, 0, serving.size());
    deletes.addAll(serving.subList(0, spare));
  }

  /** New pods come beside old ones; {@link #tooMany} takes the old one when the new one serves. */
  private void surge(List<DaemonNode> nodes, DaemonRollout rollout) {
    int surplus = 0;
    List<String> serving = new ArrayList<>();
    for (DaemonNode node : nodes) {
      Optional<Pod> old = first(node, rollout.updated().negate());
      if (old.isEmpty()) {
        continue;
      }
      if (first(node, rollout.updated()).isPresent()) {
        surplus++;
      } else if (old.filter(rollout.available()).isPresent()) {
        serving.add(node.name());
      } else {
        creates.add(node.name());
      }
    }
    creates.addAll(serving.subList(0, Math.clamp(rollout.maxSurge() - surplus, 0, serving.size())));
  }
}
