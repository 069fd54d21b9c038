package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The writes that bring a Service's slices to what is desired, and no more writes than needed: a
 * slice is touched only if one of its endpoints changed or went, new endpoints go into slices that
 * are touched anyway, and only what is left over takes a slice more for each full load.
 */
record SliceChanges(List<Content> creates, List<Replacement> updates, List<EndpointSlice> deletes) {

  /** What a slice holds. */
  record Content(SliceGroup group, List<Endpoint> endpoints) {}

  /** What an existing slice is to hold. */
  record Replacement(EndpointSlice slice, List<Endpoint> endpoints) {}

  /**
   * Compares.
   *
   * @param upToDate whether the labels and other metadata of a slice are as they ought to be
   * @param most how many endpoints one slice may hold
   */
  static SliceChanges between(
      Map<SliceGroup, List<Endpoint>> desired,
      Collection<EndpointSlice> existing,
      Predicate<EndpointSlice> upToDate,
      int most) {
    SliceChanges changes =
        new SliceChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<SliceGroup, List<EndpointSlice>> slices = new HashMap<>();
    for (EndpointSlice slice : existing) {
      SliceGroup group = SliceGroup.of(slice);
      if (desired.containsKey(group)) {
        slices.computeIfAbsent(group, ignored -> new ArrayList<>()).add(slice);
      } else {
        changes.deletes.add(slice);
      }
    }
    desired.forEach(
        (group, endpoints) ->
            changes.addGroup(
                group, endpoints, slices.getOrDefault(group, List.of()), upToDate, most));
    return changes;
  }

  private void addGroup(
      SliceGroup group,
      List<Endpoint> endpoints,
      List<EndpointSlice> slices,
      Predicate<EndpointSlice> upToDate,
      int most) {
    Map<Endpoint.Identity, Endpoint> missing = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> missing.put(endpoint.identity(), endpoint));
    List<Replacement> touched = new ArrayList<>();
    List<Replacement> untouched = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      Replacement replacement = new Replacement(slice, taken(slice, missing, most));
      boolean same = replacement.endpoints.equals(slice.endpoints()) && upToDate.test(slice);
      (same ? untouched : touched).add(replacement);
    }
    List<Endpoint> left = new ArrayList<>(missing.values());
    touched.sort(Comparator.comparingInt(slice -> -slice.endpoints.size()));
    touched.forEach(slice -> fill(slice.endpoints, left, most));
    roomFor(left, untouched, most)
        .ifPresent(
            slice -> {
              fill(slice.endpoints, left, most);
              touched.add(slice);
              untouched.remove(slice);
            });
    while (!left.isEmpty()) {
      List<Endpoint> content = new ArrayList<>();
      fill(content, left, most);
      creates.add(new Content(group, content));
    }
    settle(group, touched, untouched);
  }

  /** The slice's endpoints that are still desired, each in its new condition and only once. */
  private static List<Endpoint> taken(
      EndpointSlice slice, Map<Endpoint.Identity, Endpoint> missing, int most) {
    List<Endpoint> kept = new ArrayList<>();
    Set<Endpoint.Identity> seen = new HashSet<>();
    for (Endpoint endpoint : slice.endpoints()) {
      if (kept.size() < most && seen.add(endpoint.identity())) {
        Endpoint wanted = missing.remove(endpoint.identity());
        if (wanted != null) {
          kept.add(wanted);
        }
      }
    }
    return kept;
  }

  private static void fill(List<Endpoint> slice, List<Endpoint> left, int most) {
    List<Endpoint> next = left.subList(0, Math.min(most - slice.size(), left.size()));
    slice.addAll(next);
    next.clear();
  }

  /** The fullest slice that has room for what a last, not full, new slice would hold. */
  private static Optional<Replacement> roomFor(
      List<Endpoint> left, List<Replacement> slices, int most) {
    int rest = left.size() % most;
    return rest == 0
        ? Optional.empty()
        : slices.stream()
            .filter(slice -> slice.endpoints.size() + rest <= most)
            .max(Comparator.comparingInt(slice -> slice.endpoints.size()));
  }

  /** Empty slices go, except that a group without any endpoint keeps one. */
  private void settle(SliceGroup group, List<Replacement> touched, List<Replacement> untouched) {
    boolean empty =
        creates.stream().noneMatch(create -> create.group.equals(group))
            && touched.stream().allMatch(slice -> slice.endpoints.isEmpty())
            && untouched.stream().allMatch(slice -> slice.endpoints.isEmpty());
    boolean kept = !empty;
    for (Replacement slice : untouched) {
      if (slice.endpoints.isEmpty() && kept) {
        deletes.add(slice.slice);
      }
      kept = true;
    }
    for (Replacement slice : touched) {
      if (slice.endpoints.isEmpty() && kept) {
        deletes.add(slice.slice);
      } else {
        updates.add(slice);
      }
      kept = true;
    }
    if (!kept) {
      creates.add(new Content(group, List.of()));
    }
  }
}
