package io.kubevert.ingress.exchange;

import java.time.Duration;
import java.util.Optional;

/** How one of several endpoints is chosen. */
public sealed interface Balancing {

  /** Each in turn. */
  record RoundRobin() implements Balancing {}

  /** The faster of two chosen at random, by a moving average of their answers' times. */
  record Ewma() implements Balancing {}

  /** The one with the fewest requests under way. */
  record LeastConnections() implements Balancing {}

  /**
   * The same endpoint for the same value.
   *
   * @param variable a text in which nginx' variables, as in {@code $request_uri}, are replaced
   */
  record ConsistentHash(String variable) implements Balancing {}

  /**
   * One of the same few endpoints for the same value.
   *
   * @param size how many these are
   */
  record SubsetHash(String variable, int size) implements Balancing {}

  /**
   * The endpoint that a cookie stands for.
   *
   * @param persistent whether a session stays where it is when endpoints are added
   * @param changeOnFailure whether a session that was served elsewhere, as its endpoint did not
   *     answer, stays there
   * @param path empty for the path of the location
   * @param keptByCanary whether sessions stay with the canary, or the main backend, they began at
   * @param conditionalNone whether browsers that misunderstand {@code SameSite=None} are spared it
   * @param partitioned whether browsers keep it apart for each site that it is embedded in
   * @param secure empty for: on a connection that is
   */
  record StickyCookie(
      String name,
      boolean persistent,
      boolean changeOnFailure,
      Optional<String> path,
      Optional<String> domain,
      Optional<Duration> expires,
      Optional<Duration> maxAge,
      Optional<String> sameSite,
      boolean conditionalNone,
      boolean keptByCanary,
      boolean partitioned,
      Optional<Boolean> secure)
      implements Balancing {}
}
