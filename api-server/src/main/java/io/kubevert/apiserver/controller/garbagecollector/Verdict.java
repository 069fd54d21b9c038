package io.kubevert.apiserver.controller.garbagecollector;

import io.kubevert.apiserver.controller.view.OwnerReference;
import java.util.List;
import java.util.Map;

/** What becomes of an object that has owners. */
sealed interface Verdict {
  String ORPHAN_FINALIZER = "orphan";
  String FOREGROUND_FINALIZER = "foregroundDeletion";

  /** How one owner is. */
  enum OwnerState {
    SOLID,
    /** Gone, or another object of the same name. */
    GONE,
    /** Being deleted, after what it owns. */
    WAITING
  }

  /** It stays as it is. */
  record Keep() implements Verdict {}

  /** It stays, for these owners. */
  record KeepFor(List<OwnerReference> owners) implements Verdict {}

  /** It goes. */
  record Delete(String propagationPolicy) implements Verdict {}

  /**
   * Decides: one solid owner is enough to stay.
   *
   * @param hasDependents whether the object owns others itself
   * @param finalizers the object's own
   */
  static Verdict of(
      Map<OwnerReference, OwnerState> owners, boolean hasDependents, List<String> finalizers) {
    List<OwnerReference> solid =
        owners.keySet().stream().filter(owner -> owners.get(owner) == OwnerState.SOLID).toList();
    if (solid.size() == owners.size()) {
      return new Keep();
    }
    if (!solid.isEmpty()) {
      return new KeepFor(solid);
    }
    if (owners.containsValue(OwnerState.WAITING) && hasDependents) {
      return new Delete("Foreground");
    }
    if (finalizers.contains(ORPHAN_FINALIZER)) {
      return new Delete("Orphan");
    }
    return new Delete(finalizers.contains(FOREGROUND_FINALIZER) ? "Foreground" : "Background");
  }
}
