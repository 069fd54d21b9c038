/** Annotations that would put text of an object into a configuration: refused. */
package io.kubevert.ingress.feature.snippet;
