package io.kubevert.kubeproxy.service;

/**
 * One port of a Service.
 *
 * @param name empty if the Service has only one port
 * @param nodePort 0 for none
 */
public record ServicePort(String name, Protocol protocol, int port, int nodePort) {}
