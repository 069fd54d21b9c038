/** A system component as a pod of kube-system, so that Services select it like any other. */
package io.kubevert.client.mirrorpod;
