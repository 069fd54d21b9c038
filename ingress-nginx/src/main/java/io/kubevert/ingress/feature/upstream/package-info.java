/** Annotations that say how a backend is spoken to: protocol, time-outs, retries, host. */
package io.kubevert.ingress.feature.upstream;
