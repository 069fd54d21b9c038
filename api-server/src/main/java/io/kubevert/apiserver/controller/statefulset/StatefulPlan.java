package io.kubevert.apiserver.controller.statefulset;

import io.kubevert.apiserver.controller.view.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * The next writes for a StatefulSet: at most one, unless its pods are managed in parallel.
 *
 * <p>In order: a pod is made when all before it are available; the last one is taken away when all
 * that are wanted are available; the last one of a former template is replaced when all after it
 * are available again.
 *
 * @param creates ordinals
 */
record StatefulPlan(List<Integer> creates, List<Pod> deletes) {

  /**
   * @param pods by ordinal, wanted or not
   */
  static StatefulPlan of(StatefulRollout rollout, NavigableMap<Integer, StatefulPod> pods) {
    StatefulPlan plan = new StatefulPlan(new ArrayList<>(), new ArrayList<>());
    if (plan.fill(rollout, pods) && plan.shrink(rollout, pods) && rollout.rolling()) {
      plan.update(rollout, pods);
    }
    return plan;
  }

  /** Answers whether the next thing may be done as well. */
  private boolean fill(StatefulRollout rollout, NavigableMap<Integer, StatefulPod> pods) {
    for (int ordinal = rollout.first(); ordinal < rollout.end(); ordinal++) {
      StatefulPod pod = pods.get(ordinal);
      if (pod == null) {
        creates.add(ordinal);
      } else if (pod.state() == StatefulPod.State.FINISHED) {
        deletes.add(pod.pod());
      }
      boolean there = pod != null && pod.available();
      if (!there && !rollout.parallel()) {
        return false;
      }
    }
    return true;
  }

  private boolean shrink(StatefulRollout rollout, NavigableMap<Integer, StatefulPod> pods) {
    for (int ordinal : pods.descendingKeySet()) {
      StatefulPod pod = pods.get(ordinal);
      if (!rollout.wants(ordinal)) {
        if (!pod.stopping()) {
          deletes.add(pod.pod());
        }
        if (!rollout.parallel()) {
          return false;
        }
      }
    }
    return true;
  }

  private void update(StatefulRollout rollout, NavigableMap<Integer, StatefulPod> pods) {
    for (int ordinal = rollout.end() - 1; ordinal >= rollout.firstUpdated(); ordinal--) {
      StatefulPod pod = pods.get(ordinal);
      if (pod == null) {
        return;
      }
      if (!pod.madeFrom(rollout.update()) && !pod.stopping()) {
        deletes.add(pod.pod());
        return;
      }
      if (!pod.available()) {
        return;
      }
    }
  }
}
