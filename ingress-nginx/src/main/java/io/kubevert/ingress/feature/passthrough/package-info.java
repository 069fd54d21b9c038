/** Annotations by which TLS connections are passed on as they are. */
package io.kubevert.ingress.feature.passthrough;
