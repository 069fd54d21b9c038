package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.rules.Family;
import java.time.Duration;

/** Told, on the thread that writes, how long each write of a family's table took. */
@FunctionalInterface
public interface WriteTimes {
  /** For those who do not care. */
  WriteTimes IGNORED = (family, whole, took) -> {};

  /**
   * @param whole whether the table was written as a whole, not by what differed
   */
  void written(Family family, boolean whole, Duration took);
}
