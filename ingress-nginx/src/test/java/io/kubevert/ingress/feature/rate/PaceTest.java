package io.kubevert.ingress.feature.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The law of a pace: never more than what the time allows, and in the end all of that. */
class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void neverAllowsMoreThanTheTimeDoes() {
    SplittableRandom random = new SplittableRandom(7);
    Pace pace = new Pace(1_000, 5_000);
    long now = 0;
    long sent = 0;
    while (now < 60 * SECOND) {
      long allowed = pace.allowed(now);
      long next = allowed == 0 ? 0 : random.nextLong(allowed + 1);
      pace.sent(next);
      sent += next;
      assertThat(sent).isLessThanOrEqualTo(5_000 + 1_000 + 1_000 * now / SECOND + 1);
      now += random.nextLong(SECOND / 5);
    }
    assertThat(sent).isGreaterThan(5_000 + 40_000);
  }

  @Test
  void sendsTheFirstBytesAtOnce() {
    assertThat(new Pace(10, 100_000).allowed(0)).isEqualTo(100_000);
  }
}
