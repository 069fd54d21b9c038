/**
 * OCSP stapling: what authorities say of the certificates in use is asked for ahead of the
 * handshakes and sent along with them, so that clients need not ask (RFC 6960; RFC 6066, 8).
 */
package io.kubevert.ingress.ocsp;
