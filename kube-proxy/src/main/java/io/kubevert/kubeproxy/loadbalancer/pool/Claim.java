package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * A Service's wish for addresses.
 *
 * @param labels the Service's
 * @param namespaceLabels those of its namespace
 * @param pool the pool that it wants them from; empty for any
 * @param wanted the addresses that it wants, as its user wrote them; empty for any
 * @param families which families it has, the first being the primary one
 * @param held the addresses that its status says it has
 */
public record Claim(
    ObjectKey service,
    Map<String, String> labels,
    Map<String, String> namespaceLabels,
    String pool,
    List<String> wanted,
    Families families,
    List<IpAddress> held,
    Sharing sharing) {

  public Claim {
    labels = Map.copyOf(labels);
    namespaceLabels = Map.copyOf(namespaceLabels);
    wanted = List.copyOf(wanted);
    held = List.copyOf(held);
  }
}
