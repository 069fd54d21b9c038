/**
 * How fast kube-proxy takes in Services and their changes. The proxy is the real one, in a network
 * namespace of its own; the control plane that tells it is in this process.
 */
package io.kubevert.benchmarks.proxy;
