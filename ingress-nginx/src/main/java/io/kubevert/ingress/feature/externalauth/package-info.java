/** Annotations that have another server say who may come in, for one Ingress or for all. */
package io.kubevert.ingress.feature.externalauth;
