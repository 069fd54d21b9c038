package io.kubevert.apiserver.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.EndpointPort;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SliceChangesTest {
  private static final int MOST = 10;
  private static final SliceGroup HTTP = group(8080);
  private static final SliceGroup NONE = new SliceGroup("IPv4", List.of());

  @Test
  void writesNothingWhenNothingChanged() {
    SliceChanges changes =
        between(Map.of(HTTP, endpoints(0, 15)), slice("a", 0, 10), slice("b", 10, 15));

    assertThat(changes.creates()).isEmpty();
    assertThat(changes.updates()).isEmpty();
    assertThat(changes.deletes()).isEmpty();
  }

  @Test
  void touchesOnlyTheSliceOfThePodThatChanged() {
    List<Endpoint> desired = new ArrayList<>(endpoints(0, 15));
    desired.set(12, endpoint(12, false));

    SliceChanges changes = between(Map.of(HTTP, desired), slice("a", 0, 10), slice("b", 10, 15));

    assertThat(changes.updates()).hasSize(1);
    assertThat(changes.updates().getFirst().slice().metadata().name()).isEqualTo("b");
    assertThat(changes.updates().getFirst().endpoints().get(2).ready()).isFalse();
  }

  @Test
  void fillsASliceThatIsTouchedAnywayBeforeAnother() {
    List<Endpoint> desired = new ArrayList<>(endpoints(1, 10));
    desired.addAll(endpoints(10, 16));

    SliceChanges changes = between(Map.of(HTTP, desired), slice("a", 0, 10), slice("b", 10, 15));

    assertThat(changes.creates()).isEmpty();
    assertThat(changes.updates())
        .extracting(update -> update.slice().metadata().name())
        .containsExactly("a");
  }

  @Test
  void putsTheRestIntoTheFullestSliceWithRoom() {
    SliceChanges changes =
        between(
            Map.of(HTTP, endpoints(0, 17)),
            slice("a", 0, 10),
            slice("b", 10, 12),
            slice("c", 12, 16));

    assertThat(changes.updates())
        .extracting(update -> update.slice().metadata().name())
        .containsExactly("c");
  }

  @Test
  void keepsOneEmptySliceOfAServiceWithoutPods() {
    SliceChanges first = between(Map.of(NONE, List.of()));
    assertThat(first.creates()).containsExactly(new SliceChanges.Content(NONE, List.of()));

    SliceChanges second =
        between(
            Map.of(NONE, List.of()),
            new EndpointSlice(metadata("e"), "IPv4", List.of(), List.of()));
    assertThat(second.creates()).isEmpty();
    assertThat(second.deletes()).isEmpty();
  }

  @Test
  void deletesSlicesOfPortsThatNoPodHasAnyMore() {
    SliceChanges changes = between(Map.of(group(9090), endpoints(0, 2)), slice("a", 0, 2));

    assertThat(changes.deletes()).hasSize(1);
    assertThat(changes.creates()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void alwaysComesToWhatIsDesiredWithTheFewestWrites(long seed) {
    Random random = new Random(seed);
    List<EndpointSlice> slices = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      Map<SliceGroup, List<Endpoint>> desired = randomEndpoints(random);
      SliceChanges changes = SliceChanges.between(desired, slices, slice -> true, MOST);
      assertThat(changes.creates().size() + changes.updates().size())
          .isEqualTo(fewestWrites(desired, slices));
      apply(changes, slices, step);
      assertThat(contentOf(slices)).isEqualTo(sets(desired));
      assertThat(slices).allMatch(slice -> slice.endpoints().size() <= MOST);
      SliceChanges again = SliceChanges.between(desired, slices, slice -> true, MOST);
      assertThat(again.creates()).isEmpty();
      assertThat(again.updates()).isEmpty();
      assertThat(again.deletes()).isEmpty();
    }
  }

  private static Map<SliceGroup, List<Endpoint>> randomEndpoints(Random random) {
    Map<SliceGroup, List<Endpoint>> desired = new HashMap<>();
    for (int number = 0; number < 60; number++) {
      if (random.nextInt(5) > 0) {
        desired
            .computeIfAbsent(group(8080 + number % 2), ignored -> new ArrayList<>())
            .add(endpoint(number, random.nextInt(20) > 0));
      }
    }
    return desired;
  }

  /**
   * Slices with something to change must be written, unless they end up empty; what they cannot
   * take needs one more write for each full load.
   */
  private static int fewestWrites(
      Map<SliceGroup, List<Endpoint>> desired, List<EndpointSlice> slices) {
    int writes = 0;
    for (Map.Entry<SliceGroup, List<Endpoint>> group : desired.entrySet()) {
      Set<Endpoint> exact = new HashSet<>(group.getValue());
      Set<Endpoint.Identity> missing = new HashSet<>();
      exact.forEach(endpoint -> missing.add(endpoint.identity()));
      int room = 0;
      int touched = 0;
      int emptied = 0;
      for (EndpointSlice slice : slices) {
        if (SliceGroup.of(slice).equals(group.getKey())) {
          long kept = slice.endpoints().stream().filter(e -> missing.remove(e.identity())).count();
          if (!exact.containsAll(slice.endpoints())) {
            touched++;
            room += MOST - (int) kept;
            emptied += kept == 0 ? 1 : 0;
          }
        }
      }
      assertThat(emptied).isLessThanOrEqualTo(1);
      int left = Math.max(0, missing.size() - room);
      boolean emptiedStaysEmpty = emptied > 0 && missing.size() <= room - MOST;
      writes += touched - (emptiedStaysEmpty ? 1 : 0) + (left + MOST - 1) / MOST;
    }
    return writes;
  }

  private static void apply(SliceChanges changes, List<EndpointSlice> slices, int step) {
    slices.removeAll(changes.deletes());
    for (SliceChanges.Replacement update : changes.updates()) {
      slices.remove(update.slice());
      slices.add(
          new EndpointSlice(
              update.slice().metadata(),
              update.slice().addressType(),
              update.slice().ports(),
              List.copyOf(update.endpoints())));
    }
    for (SliceChanges.Content create : changes.creates()) {
      slices.add(
          new EndpointSlice(
              metadata("slice-" + step + "-" + slices.size()),
              create.group().addressType(),
              create.group().ports(),
              List.copyOf(create.endpoints())));
    }
  }

  private static Map<SliceGroup, Set<Endpoint>> contentOf(List<EndpointSlice> slices) {
    Map<SliceGroup, Set<Endpoint>> content = new HashMap<>();
    slices.forEach(
        slice ->
            content
                .computeIfAbsent(SliceGroup.of(slice), ignored -> new HashSet<>())
                .addAll(slice.endpoints()));
    return content;
  }

  private static Map<SliceGroup, Set<Endpoint>> sets(Map<SliceGroup, List<Endpoint>> desired) {
    Map<SliceGroup, Set<Endpoint>> sets = new HashMap<>();
    desired.forEach((group, endpoints) -> sets.put(group, new HashSet<>(endpoints)));
    return sets;
  }

  private static SliceChanges between(
      Map<SliceGroup, List<Endpoint>> desired, EndpointSlice... existing) {
    return SliceChanges.between(desired, List.of(existing), slice -> true, MOST);
  }

  private static SliceGroup group(int port) {
    return new SliceGroup("IPv4", List.of(new EndpointPort("http", "TCP", port, "")));
  }

  private static EndpointSlice slice(String name, int from, int to) {
    return new EndpointSlice(metadata(name), "IPv4", HTTP.ports(), endpoints(from, to));
  }

  private static Metadata metadata(String name) {
    var object = Json.object();
    object.putObject("metadata").put("namespace", "default").put("name", name).put("uid", name);
    return Metadata.of(object);
  }

  private static List<Endpoint> endpoints(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> endpoint(number, true)).toList();
  }

  private static Endpoint endpoint(int number, boolean ready) {
    return new Endpoint(
        "10.233.64." + number,
        ready,
        ready,
        false,
        Optional.empty(),
        Optional.of("worker1"),
        Optional.empty(),
        Optional.of(new Endpoint.Target("Pod", "default", "pod-" + number, "uid-" + number)),
        Endpoint.Hints.NONE);
  }
}
