/** Annotations that limit how much one client may ask for, on each node by itself. */
package io.kubevert.ingress.feature.limit;
