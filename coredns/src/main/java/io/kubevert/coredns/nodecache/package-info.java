/**
 * What a per-node cache needs of its node: an address on a link of its own, and packets to it that
 * connection tracking leaves alone. {@link io.kubevert.coredns.nodecache.NodeInterface} keeps both.
 */
package io.kubevert.coredns.nodecache;
