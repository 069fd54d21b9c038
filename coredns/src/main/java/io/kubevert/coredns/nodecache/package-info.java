/**
 * What a per-node cache needs of its node: an address on a link of its own ({@link
 * io.kubevert.coredns.nodecache.NodeInterface}), packets to it that connection tracking leaves
 * alone for as long as the cache lives ({@code Claim}), and a way to the cluster's DNS servers for
 * when it does not ({@code FallThrough}).
 */
package io.kubevert.coredns.nodecache;
