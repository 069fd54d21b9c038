package io.kubevert.kubeproxy.endpoints;

import java.util.Set;

/**
 * Something that answers for a Service.
 *
 * @param address an address of its slice's family
 * @param ready whether it may be sent new connections
 * @param serving whether it answers, be it on its way out
 * @param terminating whether it is on its way out
 * @param nodeName the node that it is on; empty if unknown
 * @param zoneHints the zones that should use it; empty for no hint
 * @param nodeHints the nodes that should use it; empty for no hint
 */
public record Endpoint(
    String address,
    boolean ready,
    boolean serving,
    boolean terminating,
    String nodeName,
    Set<String> zoneHints,
    Set<String> nodeHints) {

  public Endpoint {
    zoneHints = Set.copyOf(zoneHints);
    nodeHints = Set.copyOf(nodeHints);
  }
}
