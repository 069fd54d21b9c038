/** Annotations that say from which addresses requests may come. */
package io.kubevert.ingress.feature.access;
