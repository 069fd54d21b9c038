package io.kubevert.ingress.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.exchange.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PassiveHealthTest {
  private static final Endpoint ONE = new Endpoint("10.0.0.1", 80);
  private static final Endpoint OTHER = new Endpoint("10.0.0.2", 80);
  private static final List<Endpoint> BOTH = List.of(ONE, OTHER);

  private final AtomicLong time = new AtomicLong();
  private final PassiveHealth health = new PassiveHealth(time::get);

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void leavesAnEndpointAloneForAWhileThatCouldNotBeReached() {
    health.unreachable(ONE);
    assertThat(health.usable(BOTH)).containsExactly(OTHER);
    pass(Duration.ofSeconds(9));
    assertThat(health.usable(BOTH)).containsExactly(OTHER);
    pass(Duration.ofSeconds(2));
    assertThat(health.usable(BOTH)).isEqualTo(BOTH);
  }

  @Test
  void takesAnEndpointBackThatAnswered() {
    health.unreachable(ONE);
    health.answered(ONE);
    assertThat(health.usable(BOTH)).isEqualTo(BOTH);
  }

  @Test
  void triesAllWhereNoneCouldBeReached() {
    health.unreachable(ONE);
    health.unreachable(OTHER);
    assertThat(health.usable(BOTH)).isEqualTo(BOTH);
    assertThat(health.usable(List.of(ONE))).containsExactly(ONE);
  }
}
