package io.kubevert.ingress.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.exchange.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoint each way of balancing chooses. */
class BalancerTest {
  private static final List<Endpoint> ENDPOINTS =
      IntStream.range(0, 6).mapToObj(i -> new Endpoint("10.0.0." + i, 80)).toList();
  private static final int ROUNDS = 2_000;

  private final RandomGenerator random = new SplittableRandom(1);
  private long now;

  private Map<Endpoint, Integer> chosen(Balancer balancer) {
    Map<Endpoint, Integer> counts = new HashMap<>();
    for (int i = 0; i < ROUNDS; i++) {
      counts.merge(balancer.choose(ENDPOINTS, null), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void roundRobinTakesEachInTurn() {
    assertThat(chosen(new RoundRobin(random)).values())
        .hasSize(ENDPOINTS.size())
        .allMatch(count -> Math.abs(count - ROUNDS / ENDPOINTS.size()) <= 1);
  }

  @Test
  void ewmaAvoidsTheSlowOneUntilThatIsLongAgo() {
    Ewma ewma = new Ewma(random, () -> now);
    Endpoint slow = ENDPOINTS.getFirst();
    ENDPOINTS.forEach(endpoint -> ewma.finished(endpoint, 1_000_000));
    ewma.finished(slow, 1_000_000_000);
    now += 1_000_000_000;
    ewma.finished(slow, 1_000_000_000);
    assertThat(chosen(ewma)).doesNotContainKey(slow).hasSize(ENDPOINTS.size() - 1);
    ewma.retain(List.of());
    assertThat(chosen(ewma)).containsKey(slow);
  }

  @Test
  void leastConnectionsTakesTheIdleOne() {
    LeastConnections balancer = new LeastConnections(random);
    Endpoint idle = ENDPOINTS.getLast();
    ENDPOINTS.stream().filter(endpoint -> endpoint != idle).forEach(balancer::started);
    assertThat(chosen(balancer)).containsOnlyKeys(idle);
    balancer.started(idle);
    balancer.finished(ENDPOINTS.getFirst(), 1);
    assertThat(chosen(balancer)).containsOnlyKeys(ENDPOINTS.getFirst());
  }

  @Test
  void aSubsetIsTheSameFewEndpointsForTheSameText() {
    Set<Set<Endpoint>> subsets = new HashSet<>();
    for (int key = 0; key < 50; key++) {
      Set<Endpoint> subset = chosen(new SubsetHash("key-" + key, 2, random)).keySet();
      assertThat(subset).hasSize(2);
      subsets.add(Set.copyOf(subset));
    }
    assertThat(subsets).hasSize(3);
  }

  @Test
  void aHashMovesOnlyTheKeysOfAnEndpointThatIsGone() {
    List<Endpoint> rest = ENDPOINTS.subList(1, ENDPOINTS.size());
    for (int key = 0; key < 200; key++) {
      Endpoint before = Rendezvous.choose(ENDPOINTS, "key-" + key);
      Endpoint after = Rendezvous.choose(rest, "key-" + key);
      assertThat(after).isEqualTo(before.equals(ENDPOINTS.getFirst()) ? after : before);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (iPhone; CPU iPhone OS 12_4 like Mac OS X) AppleWebKit/605.1.15 | false",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 13_1 like Mac OS X) AppleWebKit/605.1.15 | true",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/60.0.3112.78 Safari/537.36           | false",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0 Safari/537.36              | true",
      })
  void knowsWhoMisunderstandsSameSiteNone(String userAgent, boolean knows) {
    assertThat(SameSite.knowsNone(userAgent)).isEqualTo(knows);
  }
}
