/** Annotations that limit how fast answers are sent. */
package io.kubevert.ingress.feature.rate;
