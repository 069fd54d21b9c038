package io.kubevert.coredns.plugin;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What the plugins of one server have one of: the metrics of each kind of plugin. */
public final class Shared {
  private final PrometheusRegistry registry;
  private final Map<Class<?>, Object> parts = new HashMap<>();

  public Shared(PrometheusRegistry registry) {
    this.registry = registry;
  }

  public PrometheusRegistry registry() {
    return registry;
  }

  /** The one of its type, made when first asked for. */
  public <T> T get(Class<T> type, Function<PrometheusRegistry, T> make) {
    return type.cast(parts.computeIfAbsent(type, ignored -> make.apply(registry)));
  }
}
