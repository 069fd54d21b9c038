package io.kubevert.apiserver.controller.node;

import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.apiserver.controller.view.Toleration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** When a pod has to leave its node because of NoExecute taints. */
final class Eviction {
  private Eviction() {}

  /**
   * @return the time, which may be past; empty if it may stay
   */
  static Optional<Instant> due(Pod pod, Collection<Taint> taints) {
    return taints.stream()
        .filter(taint -> taint.effect().equals(Taint.NO_EXECUTE))
        .flatMap(taint -> due(pod, taint).stream())
        .min(Instant::compareTo);
  }

  private static Optional<Instant> due(Pod pod, Taint taint) {
    Instant added = taint.added().orElse(Instant.EPOCH);
    if (!Toleration.anyTolerates(pod.tolerations(), taint)) {
      return Optional.of(added);
    }
    OptionalLong shortest =
        pod.tolerations().stream()
            .filter(toleration -> toleration.tolerates(taint))
            .flatMapToLong(toleration -> toleration.seconds().stream())
            .min();
    return shortest.stream()
        .mapToObj(seconds -> added.plusSeconds(Math.max(0, seconds)))
        .findFirst();
  }
}
