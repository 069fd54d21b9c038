/** Nodes and what stands for them: pod addresses, heartbeats, taints, eviction. */
package io.kubevert.apiserver.controller.node;
