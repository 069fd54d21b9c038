/** The node's bridge, its routes to other nodes' pods, and its own nftables table. */
package io.kubevert.nodeagent.network;
