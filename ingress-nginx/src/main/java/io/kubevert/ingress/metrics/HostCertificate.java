package io.kubevert.ingress.metrics;

import io.kubevert.client.resource.ObjectKey;
import java.security.cert.X509Certificate;

/**
 * The certificate that a host is served with.
 *
 * @param secret where it comes from
 * @param identifier of the certificate
 */
public record HostCertificate(
    String host, ObjectKey secret, String identifier, X509Certificate leaf) {}
