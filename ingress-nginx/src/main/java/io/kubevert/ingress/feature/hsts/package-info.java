/** Strict transport security: browsers are told to come back with TLS only (RFC 6797). */
package io.kubevert.ingress.feature.hsts;
