package io.kubevert.nodeagent.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The pods of this node as they are now, by uid. Belongs to one context. */
final class PodTable {
  private final Map<String, PodState> pods = new HashMap<>();
  private final Consumer<String> changed;

  /**
   * @param changed told of each pod that needs a look
   */
  PodTable(Consumer<String> changed) {
    this.changed = changed;
  }

  /** Takes in pods that an earlier agent has left. */
  void adopt(Collection<PodState> states) {
    states.forEach(state -> pods.put(state.uid(), state));
    states.forEach(state -> changed.accept(state.uid()));
  }

  /** Takes note of what the API says of a pod. */
  void observe(Change<ObjectNode> change) {
    change.after().ifPresent(this::seen);
    String uid = change.after().map(PodTable::uid).orElse("");
    // Gone, or another pod has its name now.
    change.before().map(PodTable::uid).filter(old -> !old.equals(uid)).ifPresent(this::removed);
  }

  private void seen(ObjectNode object) {
    String uid = uid(object);
    if (!pods.containsKey(uid)) {
      pods.put(uid, PodState.of(object));
    }
    refresh(object);
    changed.accept(uid);
  }

  /** Takes a newer version of a pod's object, without another look at it. */
  void refresh(ObjectNode object) {
    long revision = object.path("metadata").path("resourceVersion").asLong();
    pods.computeIfPresent(
        uid(object), (uid, state) -> revision > state.revision() ? state.seen(object) : state);
  }

  /** The API has this pod no more. */
  void removed(String uid) {
    update(uid, PodState::withRemoved);
  }

  /** The API has these pods and no others. */
  void keepOnly(Set<String> uids) {
    List.copyOf(pods.keySet()).stream().filter(uid -> !uids.contains(uid)).forEach(this::removed);
  }

  /** Changes a pod's state, if the pod is still there. */
  void update(String uid, UnaryOperator<PodState> change) {
    if (pods.computeIfPresent(uid, (key, state) -> change.apply(state)) != null) {
      changed.accept(uid);
    }
  }

  void forget(String uid) {
    pods.remove(uid);
  }

  Optional<PodState> find(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  /** The pod of this name, the newest if several are there. */
  Optional<PodState> find(ObjectKey key) {
    return pods.values().stream()
        .filter(state -> state.key().equals(key))
        .max((one, other) -> Boolean.compare(!one.removed(), !other.removed()));
  }

  Collection<PodState> all() {
    return List.copyOf(pods.values());
  }

  private static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText();
  }
}
