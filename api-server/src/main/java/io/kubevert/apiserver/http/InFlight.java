package io.kubevert.apiserver.http;

import java.util.Set;

/**
 * How many requests are answered at one time; more are told to come back later. Watches and tunnels
 * do not count. Belongs to one context.
 */
final class InFlight {
  private static final Set<String> READS = Set.of("get", "list", "head");

  private final int mostReads;
  private final int mostWrites;
  private int reads;
  private int writes;

  InFlight(int mostReads, int mostWrites) {
    this.mostReads = mostReads;
    this.mostWrites = mostWrites;
  }

  /**
   * Counts a request that begins.
   *
   * @return whether there is room for it; otherwise it was not counted
   */
  boolean enter(String verb) {
    if (READS.contains(verb)) {
      if (reads == mostReads) {
        return false;
      }
      reads++;
    } else {
      if (writes == mostWrites) {
        return false;
      }
      writes++;
    }
    return true;
  }

  /** Counts a request that ended. */
  void leave(String verb) {
    if (READS.contains(verb)) {
      reads--;
    } else {
      writes--;
    }
  }
}
