/** Annotations that make an Ingress the canary of others: which of their requests it takes. */
package io.kubevert.ingress.feature.canary;
