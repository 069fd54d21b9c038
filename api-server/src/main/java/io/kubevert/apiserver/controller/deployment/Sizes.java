package io.kubevert.apiserver.controller.deployment;

import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.resource.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How large each ReplicaSet of a Deployment is to be next. */
final class Sizes {
  private static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";
  private static final Comparator<Workload> OLDEST_FIRST =
      Comparator.<Workload, Instant>comparing(set -> set.metadata().created())
          .thenComparing(Workload::key);

  private Sizes() {}

  static int total(List<Workload> sets) {
    return sets.stream().mapToInt(Workload::replicas).sum();
  }

  /** Of the pods that a set is to keep, how many are available. */
  static int available(Workload set) {
    return Math.min(set.replicas(), set.status().path("availableReplicas").asInt());
  }

  /** How large a set of the new template may be at once. */
  static int ofNewSet(Rollout rollout, int currentSize, List<Workload> all) {
    if (rollout.recreate() || currentSize > rollout.replicas()) {
      return rollout.replicas();
    }
    int room = Math.max(0, rollout.mostReplicas() - total(all));
    return currentSize + Math.min(room, rollout.replicas() - currentSize);
  }

  /**
   * Old sets shrink by what is not available first, then by what can be spared: there are never
   * fewer available pods than the rollout allows.
   */
  static Map<ObjectKey, Integer> ofOldSets(Rollout rollout, Workload newSet, List<Workload> old) {
    List<Workload> oldest = old.stream().sorted(OLDEST_FIRST).toList();
    int unavailableNew = newSet.replicas() - available(newSet);
    int spare = total(old) + newSet.replicas() - rollout.fewestAvailable() - unavailableNew;
    Map<ObjectKey, Integer> sizes = new LinkedHashMap<>();
    int left = Math.max(0, spare);
    for (Workload set : oldest) {
      int gone = Math.min(left, set.replicas() - available(set));
      sizes.put(set.key(), set.replicas() - gone);
      left -= gone;
    }
    int availableAll = available(newSet) + old.stream().mapToInt(Sizes::available).sum();
    left = Math.min(left, availableAll - rollout.fewestAvailable());
    for (Workload set : oldest) {
      int gone = Math.clamp(left, 0, sizes.get(set.key()));
      sizes.merge(set.key(), -gone, Integer::sum);
      left -= gone;
    }
    return sizes;
  }

  /**
   * A Deployment that is scaled while it rolls out grows or shrinks in all its sets in proportion.
   *
   * @param newSet the set of the current template, if there is one
   */
  static Map<ObjectKey, Integer> scaled(
      Rollout rollout, Optional<Workload> newSet, List<Workload> all) {
    List<Workload> active = all.stream().filter(set -> set.replicas() > 0).toList();
    Map<ObjectKey, Integer> sizes = new LinkedHashMap<>();
    if (active.size() <= 1) {
      active.stream()
          .findFirst()
          .or(() -> newSet)
          .ifPresent(only -> sizes.put(only.key(), rollout.replicas()));
      return sizes;
    }
    if (newSet.filter(set -> available(set) == rollout.replicas()).isPresent()) {
      active.forEach(set -> sizes.put(set.key(), set == newSet.get() ? set.replicas() : 0));
      return sizes;
    }
    if (!rollout.recreate()) {
      inProportion(rollout, active, sizes);
    }
    return sizes;
  }

  private static void inProportion(
      Rollout rollout, List<Workload> active, Map<ObjectKey, Integer> sizes) {
    int change = rollout.mostReplicas() - total(active);
    List<Workload> ordered = new ArrayList<>(active);
    Comparator<Workload> ties = change > 0 ? OLDEST_FIRST.reversed() : OLDEST_FIRST;
    ordered.sort(Comparator.<Workload>comparingInt(set -> -set.replicas()).thenComparing(ties));
    int left = change;
    for (Workload set : ordered) {
      int share = fraction(rollout, set);
      int step = change > 0 ? Math.clamp(share, 0, left) : Math.clamp(share, left, 0);
      sizes.put(set.key(), set.replicas() + step);
      left -= step;
    }
    sizes.merge(ordered.getFirst().key(), left, Integer::sum);
    sizes.replaceAll((key, size) -> Math.max(0, size));
  }

  private static int fraction(Rollout rollout, Workload set) {
    int before;
    try {
      before = Integer.parseInt(set.metadata().annotation(MAX_REPLICAS));
    } catch (NumberFormatException e) {
      before = 0;
    }
    int base = before > 0 ? before : rollout.mostReplicas();
    return base == 0
        ? -set.replicas()
        : (int) Math.round((double) set.replicas() * rollout.mostReplicas() / base)
            - set.replicas();
  }
}
