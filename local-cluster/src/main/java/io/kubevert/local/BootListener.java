package io.kubevert.local;

import java.time.Duration;

/** Hears of each step of a cluster's start. */
@FunctionalInterface
public interface BootListener {
  /** Called when a step is done, on any thread. */
  void done(String step, Duration took);
}
