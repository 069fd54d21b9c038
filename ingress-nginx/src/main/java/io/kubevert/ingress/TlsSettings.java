package io.kubevert.ingress;

import io.kubevert.client.resource.ObjectKey;
import java.util.Optional;

/**
 * What flags say about TLS.
 *
 * @param passthrough whether connections may be passed on as they are
 * @param defaultCertificate the Secret of the certificate for hosts that have none of their own
 */
public record TlsSettings(boolean passthrough, Optional<ObjectKey> defaultCertificate) {
  static final TlsSettings DEFAULTS = new TlsSettings(false, Optional.empty());
}
