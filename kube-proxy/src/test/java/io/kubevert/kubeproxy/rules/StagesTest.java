package io.kubevert.kubeproxy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {
  private static final List<String> FROM_INSIDE_OUT =
      List.of("endpoints", Skeleton.EXTERNAL_LOCAL_POLICY, Skeleton.SERVICES, Skeleton.CLUSTER_IPS);

  @Test
  void aSmallChangeIsOneAndMakesAddressesKnownAfterwards() {
    Operation known = added(Skeleton.CLUSTER_IPS, 1);
    Operation port = added(Skeleton.SERVICES, 1);
    Operation endpoint = added("endpoints", 1);
    assertThat(Stages.of(List.of(known, port, endpoint)))
        .containsExactly(List.of(port, endpoint), List.of(known));
    assertThat(Stages.of(List.of(endpoint))).containsExactly(List.of(endpoint));
    assertThat(Stages.of(List.of())).isEmpty();
  }

  @Test
  void whatIsReplacedIsReplacedAtOnceHoweverMuchItIs() {
    List<Operation> change = new ArrayList<>(many());
    change.addFirst(new Operation.DeleteElement(new Element.Key(Skeleton.SERVICES, "1")));
    List<List<Operation>> stages = Stages.of(change);
    assertThat(stages).hasSize(2);
    assertThat(stages.getFirst()).hasSize(3 * 7_000 + 1);
  }

  @Test
  void veryManyAdditionsComeInPiecesEachElementAfterThoseThatItLeadsTo() {
    List<Operation> change = many();
    List<List<Operation>> stages = Stages.of(change);
    assertThat(stages).hasSize(4).allMatch(stage -> stage.size() <= 10_000);
    List<Operation> inOrder = stages.stream().flatMap(List::stream).toList();
    assertThat(inOrder).hasSameSizeAs(change);
    assertThat(new HashSet<>(inOrder)).isEqualTo(new HashSet<>(change));
    assertThat(inOrder.stream().map(StagesTest::place)).isSorted();
  }

  private static List<Operation> many() {
    List<Operation> change =
        new ArrayList<>(
            FROM_INSIDE_OUT.stream()
                .flatMap(set -> IntStream.range(0, 7_000).mapToObj(number -> added(set, number)))
                .toList());
    Collections.shuffle(change, new Random(1));
    return change;
  }

  private static Operation added(String collection, int number) {
    return new Operation.AddElement(
        new Element(new Element.Key(collection, Integer.toString(number)), "value"));
  }

  private static int place(Operation operation) {
    return FROM_INSIDE_OUT.indexOf(((Operation.AddElement) operation).element().key().collection());
  }
}
