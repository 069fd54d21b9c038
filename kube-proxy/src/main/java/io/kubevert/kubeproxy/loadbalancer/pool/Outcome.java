package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.List;
import java.util.Optional;

/** What came of a {@link Claim}. */
public sealed interface Outcome {

  /**
   * The Service has addresses.
   *
   * @param lacking why it has fewer than it wished, for its user to read
   */
  record Assigned(String pool, List<IpAddress> addresses, Optional<String> lacking)
      implements Outcome {}

  /**
   * The Service has none.
   *
   * @param reason for its user to read
   */
  record Refused(String reason) implements Outcome {}
}
