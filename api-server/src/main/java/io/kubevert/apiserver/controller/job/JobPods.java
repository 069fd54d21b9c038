package io.kubevert.apiserver.controller.job;

import io.kubevert.apiserver.controller.view.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The pods of a Job by how far they have come; one that was asked to stop is none of them. */
record JobPods(List<Pod> active, List<Pod> succeeded, List<Pod> failed) {
  static final String INDEX = "batch.kubernetes.io/job-completion-index";

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 6;

  /**
   * @param goes whether a pod was asked to stop
   */
  static JobPods of(Collection<Pod> pods, Predicate<Pod> goes) {
    return new JobPods(
        pods.stream()
            .filter(pod -> !pod.finished() && !goes.test(pod))
            .sorted(Comparator.comparing(pod -> pod.metadata().created()))
            .toList(),
        inPhase(pods, "Succeeded"),
        inPhase(pods, "Failed"));
  }

  private static List<Pod> inPhase(Collection<Pod> pods, String phase) {
    return pods.stream().filter(pod -> pod.phase().equals(phase)).toList();
  }

  /** The numbers that pods have, as of those that have succeeded. */
  static SortedSet<Integer> indexes(Collection<Pod> pods) {
    return pods.stream()
        .map(pod -> pod.metadata().label(INDEX))
        .filter(index -> index.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  int completed(JobRules rules) {
    return rules.indexed() ? indexes(succeeded).size() : succeeded.size();
  }

  int restarts() {
    return active.stream().mapToInt(Pod::restarts).sum();
  }

  /** From when on another pod may follow those that have failed since the last success. */
  Instant nextStart() {
    Instant success = lastEnd(succeeded);
    List<Pod> failures =
        failed.stream()
            .filter(pod -> pod.endedAt().filter(end -> !end.isBefore(success)).isPresent())
            .toList();
    return failures.isEmpty()
        ? Instant.MIN
        : lastEnd(failures)
            .plus(FIRST_BACKOFF.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures.size() - 1)));
  }

  private static Instant lastEnd(Collection<Pod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.endedAt().stream())
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }
}
