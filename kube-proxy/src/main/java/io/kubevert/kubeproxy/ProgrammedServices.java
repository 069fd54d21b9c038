package io.kubevert.kubeproxy;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.health.ProgrammedRevision;
import io.kubevert.kubeproxy.rules.Family;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which revision of each Service is in the kernel, and since when. Belongs to one context. */
final class ProgrammedServices {
  private final Clock clock;
  private final BiConsumer<Family, Duration> delays;
  private final Instant started;
  private final Map<ObjectKey, ProgrammedRevision> programmed = new HashMap<>();
  private final Map<ObjectKey, List<Trigger>> triggers = new HashMap<>();

  /** What endpoints of a family changed for, and when that was. */
  record Trigger(Family family, Instant at) {}

  /**
   * @param delays told how long each change took, from what it was for to the kernel
   */
  ProgrammedServices(Clock clock, BiConsumer<Family, Duration> delays) {
    this.clock = clock;
    this.delays = delays;
    this.started = clock.instant();
  }

  /**
   * A Service's endpoints of a family changed because of something at that time; what was before
   * this proxy started says nothing of how long it takes.
   */
  void triggered(ObjectKey service, Family family, Instant at) {
    if (at.isAfter(started)) {
      triggers.computeIfAbsent(service, none -> new ArrayList<>()).add(new Trigger(family, at));
    }
  }

  /** Takes the changes of some Services, which are about to be written. */
  Map<ObjectKey, List<Trigger>> take(Set<ObjectKey> services) {
    Map<ObjectKey, List<Trigger>> taken = new HashMap<>(triggers);
    taken.keySet().retainAll(services);
    triggers.keySet().removeAll(services);
    return taken;
  }

  /** Some Services are in the kernel now, with these revisions; those without one are gone. */
  void written(
      Map<ObjectKey, Optional<ProgrammedRevision.Revisions>> revisions,
      Map<ObjectKey, List<Trigger>> taken) {
    Instant now = clock.instant();
    revisions.forEach(
        (service, revision) ->
            revision.ifPresentOrElse(
                known -> programmed.put(service, new ProgrammedRevision(known, now)),
                () -> programmed.remove(service)));
    taken.values().stream()
        .flatMap(List::stream)
        .forEach(trigger -> delays.accept(trigger.family(), Duration.between(trigger.at(), now)));
  }

  /** Those changes are still to be written. */
  void failed(Map<ObjectKey, List<Trigger>> taken) {
    taken.forEach(
        (service, times) ->
            triggers.computeIfAbsent(service, none -> new ArrayList<>()).addAll(times));
  }

  Optional<ProgrammedRevision> of(ObjectKey service) {
    return Optional.ofNullable(programmed.get(service));
  }
}
