/**
 * Sockets: from octets to the right server block's chain and back. {@link
 * io.kubevert.coredns.server.Listeners} keeps them open while the chains behind them are replaced.
 */
package io.kubevert.coredns.server;
