/** Ingress objects through kubectl. */
package io.kubevert.ingress;
