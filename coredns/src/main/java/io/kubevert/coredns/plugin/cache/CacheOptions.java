package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.Optional;

/**
 * What the directive says.
 *
 * @param zones whose answers are kept
 * @param success for answers with records
 * @param denial for NXDOMAIN and NODATA
 * @param octets of memory for each of the two kinds
 * @param failureTtl how long a SERVFAIL is kept; zero for not at all
 * @param uncachedSuccess zones whose positive answers are not kept
 * @param uncachedDenial zones whose negative answers are not kept
 * @param keepTtl answers keep the time to live that they came with
 */
record CacheOptions(
    Zones zones,
    Limits success,
    Limits denial,
    long octets,
    Duration failureTtl,
    Zones uncachedSuccess,
    Zones uncachedDenial,
    boolean keepTtl,
    Optional<Prefetch> prefetch,
    Optional<Stale> stale) {

  /**
   * Bounds of one kind of answer.
   *
   * @param capacity how many are kept
   * @param longest seconds
   * @param shortest seconds
   */
  record Limits(int capacity, long longest, long shortest) {
    long clamp(long ttl) {
      return Math.min(longest, Math.max(shortest, ttl));
    }
  }

  /**
   * Popular answers are renewed before they end.
   *
   * @param amount asked this often
   * @param gap with no longer pause than this
   * @param percentage of the time to live that may be left
   */
  record Prefetch(int amount, Duration gap, int percentage) {}

  /**
   * Answers past their end are better than none.
   *
   * @param longest how long past their end
   * @param verify whether to ask first, and then how long to wait
   */
  record Stale(Duration longest, Optional<Duration> verify) {}
}
