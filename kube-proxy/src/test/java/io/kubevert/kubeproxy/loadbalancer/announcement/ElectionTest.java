package io.kubevert.kubeproxy.loadbalancer.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElectionTest {
  private static final List<String> NODES = List.of("worker1", "worker2", "worker3");

  /** As {@code printf '%s#%s' worker1 10.234.0.100 | sha256sum} orders them. */
  @ParameterizedTest
  @CsvSource({
    "10.234.0.100, 'worker1,worker2,worker3', worker3",
    "10.234.0.100, 'worker1,worker2',         worker1",
    "10.234.0.101, 'worker1,worker2,worker3', worker2",
    "10.234.0.100, 'worker1',                 worker1",
  })
  void winner(String address, String candidates, String winner) {
    assertThat(Election.winner(IpAddress.parse(address), List.of(candidates.split(","))))
        .contains(winner);
  }

  @Test
  void nobodyWinsWhereNobodyStands() {
    assertThat(Election.winner(IpAddress.parse("10.234.0.100"), Set.of())).isEmpty();
  }

  @Test
  void addressesSpreadAndAnotherNodesEndMovesNone() {
    Map<String, Integer> wins = new HashMap<>();
    for (int number = 0; number < 300; number++) {
      IpAddress address = IpAddress.parse("10.234.%d.%d".formatted(1 + number / 250, number % 250));
      String winner = Election.winner(address, NODES).orElseThrow();
      wins.merge(winner, 1, Integer::sum);
      for (String other : NODES) {
        if (!other.equals(winner)) {
          List<String> rest = NODES.stream().filter(node -> !node.equals(other)).toList();
          assertThat(Election.winner(address, rest)).contains(winner);
        }
      }
    }
    assertThat(wins.values()).hasSize(3).allMatch(count -> count > 60);
  }
}
