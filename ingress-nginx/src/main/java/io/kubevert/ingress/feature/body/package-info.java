/** Annotations that limit what clients may send. */
package io.kubevert.ingress.feature.body;
