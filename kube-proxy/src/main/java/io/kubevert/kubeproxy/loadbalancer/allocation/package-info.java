/** Writes into Services' status which addresses they have. */
package io.kubevert.kubeproxy.loadbalancer.allocation;
