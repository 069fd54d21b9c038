/** Annotations that have no effect here, each named to who wrote it. */
package io.kubevert.ingress.feature.unserved;
