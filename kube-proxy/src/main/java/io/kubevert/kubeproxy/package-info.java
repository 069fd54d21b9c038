/**
 * Services on one node: what a client sends to a Service's address, the kernel sends on to one of
 * its endpoints.
 *
 * <p>One flow, top to bottom: {@code service} and {@code endpoints} decode what the control plane
 * tells, {@code sync} owns when something is written, {@code topology} decides which endpoints
 * count, {@code rules} compiles what the table must hold and how it differs from what it holds, and
 * {@code nftables} writes it in one transaction. {@code conntrack} then removes the UDP flows that
 * lead nowhere, and {@code health} answers for all of it.
 */
package io.kubevert.kubeproxy;
