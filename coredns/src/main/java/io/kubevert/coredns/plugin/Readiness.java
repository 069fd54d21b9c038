package io.kubevert.coredns.plugin;

import java.util.ArrayList;
import java.util.List;

/** The plugins of all server blocks, asked whether they can do their work. */
public final class Readiness {
  private final List<Named> plugins = new ArrayList<>();
  private volatile boolean stopping;

  private record Named(String name, Plugin plugin) {}

  /** Adds a plugin under the name that the {@code /ready} page gives it. */
  public void add(String name, Plugin plugin) {
    plugins.add(new Named(name, plugin));
  }

  /** From now on questions had better go elsewhere, though they are still answered. */
  public void stop() {
    stopping = true;
  }

  public boolean isStopping() {
    return stopping;
  }

  /** The names of those that cannot do their work yet. */
  public List<String> unready() {
    return plugins.stream()
        .filter(named -> !named.plugin.ready())
        .map(Named::name)
        .distinct()
        .toList();
  }
}
