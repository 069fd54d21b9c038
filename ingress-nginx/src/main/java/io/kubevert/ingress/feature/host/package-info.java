/** Annotations that give an Ingress's hosts further names. */
package io.kubevert.ingress.feature.host;
