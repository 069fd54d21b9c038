package io.kubevert.kubeproxy.conntrack;

/** One end of a flow. */
public record Peer(String address, int port) {}
