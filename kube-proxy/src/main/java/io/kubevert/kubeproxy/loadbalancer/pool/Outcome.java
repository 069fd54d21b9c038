package io.kubevert.kubeproxy.loadbalancer.pool;

/** What came of a {@link Claim}. */
public sealed interface Outcome {

  /** The Service has the address. */
  record Assigned(Ipv4 address) implements Outcome {}

  /**
   * The Service has none.
   *
   * @param reason for its user to read
   */
  record Refused(String reason) implements Outcome {}
}
