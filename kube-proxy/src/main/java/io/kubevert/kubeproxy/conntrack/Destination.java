package io.kubevert.kubeproxy.conntrack;

/**
 * Where clients of a Service send.
 *
 * @param protocol {@code udp} or {@code sctp}
 */
public record Destination(String protocol, Peer peer) {}
