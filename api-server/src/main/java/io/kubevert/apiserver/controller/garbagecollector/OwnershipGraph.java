package io.kubevert.apiserver.controller.garbagecollector;

import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who owns whom, across all kinds, by uid; and who was there lately. */
final class OwnershipGraph {
  private static final int REMEMBERED = 500;

  private final Map<String, Entry> objects = new HashMap<>();
  private final Map<String, Map<String, Entry>> dependents = new HashMap<>();
  private final Set<String> gone =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** Where an object is. */
  record Item(ResourceType type, ObjectKey key) {
    @Override
    public String toString() {
      return type.groupResource() + " " + key;
    }
  }

  /** An object as it is known. */
  record Entry(Item item, Metadata metadata) {}

  void put(Entry entry) {
    remove(entry.metadata);
    String uid = entry.metadata.uid();
    objects.put(uid, entry);
    for (OwnerReference owner : entry.metadata.owners()) {
      dependents.computeIfAbsent(owner.uid(), ignored -> new HashMap<>()).put(uid, entry);
    }
  }

  /** Notes that an object is gone for good. */
  void end(Metadata metadata) {
    remove(metadata);
    gone.add(metadata.uid());
  }

  /** Whether an object is known to be gone; of long ago nothing is known. */
  boolean isGone(String uid) {
    return gone.contains(uid);
  }

  private void remove(Metadata metadata) {
    Entry old = objects.remove(metadata.uid());
    if (old != null) {
      for (OwnerReference owner : old.metadata.owners()) {
        dependents.computeIfPresent(
            owner.uid(),
            (ignored, entries) -> {
              entries.remove(metadata.uid());
              return entries.isEmpty() ? null : entries;
            });
      }
    }
  }

  Optional<Entry> get(String uid) {
    return Optional.ofNullable(objects.get(uid));
  }

  Collection<Entry> dependentsOf(String uid) {
    return List.copyOf(dependents.getOrDefault(uid, Map.of()).values());
  }
}
