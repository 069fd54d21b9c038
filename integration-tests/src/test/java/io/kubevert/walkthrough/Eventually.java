package io.kubevert.walkthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Predicate;

/** Looks again until what is seen is as expected, for a minute and a half at most. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private Eventually() {}

  /** A look at the cluster. */
  @FunctionalInterface
  public interface Look<T> {
    T now() throws Exception;
  }

  public static <T> T eventually(Look<T> look, Predicate<T> expected) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    T seen = look.now();
    while (!expected.test(seen) && System.nanoTime() < deadline) {
      seen = look.now();
    }
    assertThat(seen).matches(expected, "as expected within " + LIMIT.toSeconds() + " s");
    return seen;
  }
}
