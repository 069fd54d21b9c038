/** Annotations that change the path before the backend sees it. */
package io.kubevert.ingress.feature.rewrite;
