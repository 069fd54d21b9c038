package io.kubevert.kubeproxy.network;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast this process' threads get on: a beat every ten milliseconds, and fewer where the machine
 * has other things to do. Time in which few were counted says nothing about who did not answer.
 */
public final class Heartbeat {
  private static final long PERIOD_MILLIS = 10;

  /** Of the beats that there would be on an idle machine. */
  private static final double ENOUGH = 0.5;

  private static final AtomicLong BEATS = new AtomicLong();

  static {
    Thread.ofVirtual().start(Heartbeat::beat);
  }

  private final long first = BEATS.get();

  private Heartbeat() {}

  /** Counts from now on. */
  public static Heartbeat begin() {
    return new Heartbeat();
  }

  /** Whether so much time has passed for those who work, too. */
  public boolean lasted(long millis) {
    return BEATS.get() - first >= millis / PERIOD_MILLIS * ENOUGH;
  }

  private static void beat() {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        BEATS.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
