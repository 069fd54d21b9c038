package io.kubevert.kubeproxy;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.health.ProgrammedRevision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which revision of each Service is in the kernel, and since when. Belongs to one context. */
final class ProgrammedServices {
  private final Clock clock;
  private final Consumer<Duration> delays;
  private final Instant started;
  private final Map<ObjectKey, ProgrammedRevision> programmed = new HashMap<>();
  private final Map<ObjectKey, List<Instant>> triggers = new HashMap<>();

  /**
   * @param delays told how long each change took, from what it was for to the kernel
   */
  ProgrammedServices(Clock clock, Consumer<Duration> delays) {
    this.clock = clock;
    this.delays = delays;
    this.started = clock.instant();
  }

  /**
   * A Service's endpoints changed because of something at that time; what was before this proxy
   * started says nothing of how long it takes.
   */
  void triggered(ObjectKey service, Instant at) {
    if (at.isAfter(started)) {
      triggers.computeIfAbsent(service, none -> new ArrayList<>()).add(at);
    }
  }

  /** Takes the changes of some Services, which are about to be written. */
  Map<ObjectKey, List<Instant>> take(Set<ObjectKey> services) {
    Map<ObjectKey, List<Instant>> taken = new HashMap<>(triggers);
    taken.keySet().retainAll(services);
    triggers.keySet().removeAll(services);
    return taken;
  }

  /** Some Services are in the kernel now, with these revisions; those without one are gone. */
  void written(
      Map<ObjectKey, Optional<ProgrammedRevision.Revisions>> revisions,
      Map<ObjectKey, List<Instant>> taken) {
    Instant now = clock.instant();
    revisions.forEach(
        (service, revision) ->
            revision.ifPresentOrElse(
                known -> programmed.put(service, new ProgrammedRevision(known, now)),
                () -> programmed.remove(service)));
    taken.values().stream()
        .flatMap(List::stream)
        .forEach(trigger -> delays.accept(Duration.between(trigger, now)));
  }

  /** Those changes are still to be written. */
  void failed(Map<ObjectKey, List<Instant>> taken) {
    taken.forEach(
        (service, times) ->
            triggers.computeIfAbsent(service, none -> new ArrayList<>()).addAll(times));
  }

  Optional<ProgrammedRevision> of(ObjectKey service) {
    return Optional.ofNullable(programmed.get(service));
  }
}
