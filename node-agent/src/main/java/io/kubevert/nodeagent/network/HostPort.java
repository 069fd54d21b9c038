package io.kubevert.nodeagent.network;

/**
 * A port of the node that leads to a pod.
 *
 * @param hostAddress the only address of the node it is open on; empty for all
 * @param protocol tcp, udp or sctp
 */
public record HostPort(
    String hostAddress, String protocol, int port, String podAddress, int podPort) {}
