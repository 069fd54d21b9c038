package io.kubevert.kubeproxy.conntrack;

import io.kubevert.kubeproxy.service.Protocol;

/** Where clients of a Service send. */
public record Destination(Protocol protocol, Peer peer) {}
