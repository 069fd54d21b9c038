/**
 * The kernel's nftables, as far as this proxy needs it: typed objects, transactions of them, and a
 * connection that applies one at once or not at all. {@link
 * io.kubevert.kubeproxy.nftables.FakeNftables} keeps what it is told; {@link
 * io.kubevert.kubeproxy.nftables.KernelNftables} is the kernel of the calling thread's network
 * namespace.
 */
package io.kubevert.kubeproxy.nftables;
