package io.kubevert.kubeproxy.endpoints;

import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The slices that are there now, found by their Service. Belongs to one context. */
public final class SlicesByService {
  private final Map<ObjectKey, Map<ObjectKey, EndpointSlice>> slices = new HashMap<>();

  /**
   * Takes in a change.
   *
   * @return the Services that it concerns
   */
  public Set<ObjectKey> apply(Change<EndpointSlice> change) {
    change.before().ifPresent(this::remove);
    change
        .after()
        .ifPresent(
            slice ->
                slices
                    .computeIfAbsent(slice.service(), service -> new TreeMap<>())
                    .put(slice.key(), slice));
    return Stream.concat(change.before().stream(), change.after().stream())
        .map(EndpointSlice::service)
        .collect(Collectors.toSet());
  }

  /** A Service's slices, ordered by their names. */
  public List<EndpointSlice> of(ObjectKey service) {
    return List.copyOf(slices.getOrDefault(service, Map.of()).values());
  }

  private void remove(EndpointSlice slice) {
    slices.computeIfPresent(
        slice.service(),
        (service, known) -> {
          known.remove(slice.key());
          return known.isEmpty() ? null : known;
        });
  }
}
