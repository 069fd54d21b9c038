package io.kubevert.apiserver.controller.cache;

import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The objects of a cache by a property of theirs.
 *
 * @param <K> the property, with value equality
 */
public final class Index<K, T> {
  private final Function<T, Collection<K>> property;
  private final Map<K, Map<ObjectKey, T>> groups = new HashMap<>();

  Index(Function<T, Collection<K>> property) {
    this.property = property;
  }

  /** The objects that have a property now, in the order of their keys. */
  public List<T> get(K key) {
    return List.copyOf(groups.getOrDefault(key, Map.of()).values());
  }

  void apply(Change<T> change) {
    change.before().ifPresent(old -> remove(change.key(), old));
    change.after().ifPresent(object -> add(change.key(), object));
  }

  private void add(ObjectKey key, T object) {
    for (K group : property.apply(object)) {
      groups.computeIfAbsent(group, ignored -> new TreeMap<>()).put(key, object);
    }
  }

  private void remove(ObjectKey key, T object) {
    for (K group : property.apply(object)) {
      groups.computeIfPresent(
          group,
          (ignored, members) -> {
            members.remove(key);
            return members.isEmpty() ? null : members;
          });
    }
  }
}
