/** Connections from outside to ports of a pod, opened inside the pod's network namespace. */
package io.kubevert.nodeagent.portforward;
