package io.kubevert.ingress.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.tls.ServerCertificate;
import java.util.Optional;

/**
 * The certificate for hosts that have none of their own.
 *
 * @param fake what is served where there is no other
 * @param secret whose certificate takes its place
 */
public record DefaultCertificate(ServerCertificate fake, Optional<ObjectKey> secret) {}
