/**
 * {@code bench api}: an API server in a process of its own, asked over TLS as clients ask it.
 *
 * <p>Requests are written to sockets as they are, so that the measuring costs little of the machine
 * that it shares with what it measures.
 */
package io.kubevert.benchmarks.api;
