/** Annotations that have another server see a copy of each request; its answers are dropped. */
package io.kubevert.ingress.feature.mirror;
