package io.kubevert.kubeproxy.loadbalancer.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedServiceDecoder;
import java.util.Optional;

/** The annotation that tells users which pool a Service's addresses are from. */
final class PoolAnnotation {
  private static final String NAME =
      BalancedServiceDecoder.PREFIX + BalancedServiceDecoder.FROM_POOL;

  private PoolAnnotation() {}

  /**
   * How to make a Service name a pool; empty if it does.
   *
   * @param pool empty for none
   */
  static Optional<ObjectNode> patch(BalancedService service, String pool) {
    if (service.assignedFrom().equals(pool)) {
      return Optional.empty();
    }
    ObjectNode patch = Json.object();
    ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
    if (pool.isEmpty()) {
      annotations.putNull(NAME);
    } else {
      annotations.put(NAME, pool);
    }
    return Optional.of(patch);
  }
}
