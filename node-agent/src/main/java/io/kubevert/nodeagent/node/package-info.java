/** The node's own object and its lease. */
package io.kubevert.nodeagent.node;
