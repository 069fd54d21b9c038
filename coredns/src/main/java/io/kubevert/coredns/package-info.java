/**
 * Cluster DNS, and the per-node cache: one program, told apart by its Corefile.
 *
 * <p>A question's way: socket ({@code server}), octets to question ({@code message}), the plugins
 * of the server block whose zone holds the name ({@code plugin}), and back. {@code corefile} reads
 * the configuration, {@code nodecache} prepares a node for its cache.
 */
package io.kubevert.coredns;
