package io.kubevert.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what will hold sooner or later. */
final class Eventually {
  private static final long PATIENCE_SECONDS = 90;

  private Eventually() {}

  static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (int attempts = 1; !holds.getAsBoolean(); attempts++) {
      assertThat(System.nanoTime()).as("after %d attempts", attempts).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
