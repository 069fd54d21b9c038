package io.kubevert.ingress.stream;

import io.kubevert.client.resource.ObjectKey;

/**
 * Where the services are named.
 *
 * @param tcp the ConfigMap of those over TCP
 * @param udp the ConfigMap of those over UDP
 */
public record StreamConfigMaps(ObjectKey tcp, ObjectKey udp) {}
