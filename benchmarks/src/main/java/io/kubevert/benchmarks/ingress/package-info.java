/**
 * The ingress controller beside nginx and haproxy: the same routes, the same backend, one core for
 * the proxy and the others for the rest, each in turn.
 */
package io.kubevert.benchmarks.ingress;
