package io.kubevert.kubeproxy.health;

/**
 * How the proxy is.
 *
 * @param alive whether it writes what it is told
 * @param nodeEligible whether load balancers may send traffic to this node
 * @param lastUpdatedMillis when the rules were last known to be right, in milliseconds since 1970
 */
public record ProxyHealth(boolean alive, boolean nodeEligible, long lastUpdatedMillis) {}
