package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of many connections. */
record Probes(Set<Outcome> outcomes) {
  private static final int MOST = 300;

  /** Connects that often. */
  static Probes of(int times, Supplier<Outcome> probe) {
    return new Probes(Stream.generate(probe).limit(times).collect(Collectors.toSet()));
  }

  /** Connects that often, and again until all who may answer have; by luck one never does. */
  static Probes until(Set<String> all, int times, Supplier<Outcome> probe) {
    Set<Outcome> outcomes = new HashSet<>();
    Probes probes = new Probes(outcomes);
    for (int i = 0; i < times || i < MOST && !probes.answerers().containsAll(all); i++) {
      outcomes.add(probe.get());
    }
    return probes;
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
