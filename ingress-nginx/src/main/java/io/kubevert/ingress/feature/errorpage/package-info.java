/** Annotations that have another Service answer for errors. */
package io.kubevert.ingress.feature.errorpage;
