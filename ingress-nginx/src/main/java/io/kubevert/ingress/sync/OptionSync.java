package io.kubevert.ingress.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.feature.Features;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.option.ListenerFlags;
import io.kubevert.ingress.option.OptionReader;
import io.kubevert.ingress.watch.ConfigMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps the options of all Ingresses those that the controller's ConfigMap says. */
final class OptionSync {
  private final ObjectKey key;
  private final ListenerFlags flags;
  private final BiConsumer<ObjectKey, Problem> problems;
  private GlobalOptions options = GlobalOptions.DEFAULTS;
  private Set<ObjectKey> referenced;
  private Set<Problem> told = Set.of();

  /**
   * @param key of the ConfigMap
   * @param flags what stands beside it
   * @param problems is told of each option that has no effect
   */
  OptionSync(ObjectKey key, ListenerFlags flags, BiConsumer<ObjectKey, Problem> problems) {
    this.key = key;
    this.flags = flags;
    this.problems = problems;
    this.referenced = Set.of(key);
  }

  GlobalOptions options() {
    return options;
  }

  Set<Problem> problems() {
    return told;
  }

  /** The ConfigMap and those that it names. */
  Set<ObjectKey> referenced() {
    return referenced;
  }

  /** Reads the options anew; a default of an annotation that cannot be read is left out. */
  void read(Function<ObjectKey, Optional<ConfigMap>> configMaps) {
    Map<String, String> data = configMaps.apply(key).map(ConfigMap::data).orElse(Map.of());
    OptionReader.Reading reading = OptionReader.read(data, configMaps, flags);
    List<Problem> unusable = Features.check(reading.options());
    options =
        reading
            .options()
            .withoutDefaults(unusable.stream().map(Problem::subject).collect(Collectors.toSet()));
    referenced =
        Stream.concat(Stream.of(key), reading.referenced().stream())
            .collect(Collectors.toUnmodifiableSet());
    Set<Problem> all = new LinkedHashSet<>(reading.problems());
    all.addAll(unusable);
    all.stream()
        .filter(problem -> !told.contains(problem))
        .forEach(problem -> problems.accept(key, problem));
    told = Set.copyOf(all);
  }
}
