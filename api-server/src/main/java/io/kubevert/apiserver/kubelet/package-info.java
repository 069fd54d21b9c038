/**
 * Logs, exec, attach and port-forward: requests about a running pod, passed on to the agent of its
 * node.
 */
package io.kubevert.apiserver.kubelet;
