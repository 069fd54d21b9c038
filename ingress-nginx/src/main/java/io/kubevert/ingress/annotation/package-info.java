/** What the annotations of one Ingress say, read with their types and defaults. */
package io.kubevert.ingress.annotation;
