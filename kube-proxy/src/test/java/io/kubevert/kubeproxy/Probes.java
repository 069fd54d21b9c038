package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of many connections. */
record Probes(Set<Outcome> outcomes) {

  /** Connects that often. */
  static Probes of(int times, Supplier<Outcome> probe) {
    return new Probes(Stream.generate(probe).limit(times).collect(Collectors.toSet()));
  }

  /** Who answered, sorted; something else than an answer stands for itself. */
  Set<String> answerers() {
    return outcomes.stream()
        .map(outcome -> outcome instanceof Answered answer ? answer.by() : outcome.toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Which sources those who answered saw. */
  Set<String> sources() {
    return outcomes.stream()
        .map(outcome -> outcome instanceof Answered answer ? answer.source() : outcome.toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
