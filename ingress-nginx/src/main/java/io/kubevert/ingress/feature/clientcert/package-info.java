/**
 * Annotations that ask clients for a certificate. The handshake takes any; whether it is good
 * enough is judged here, for each request, by the Ingress that the request belongs to.
 */
package io.kubevert.ingress.feature.clientcert;
