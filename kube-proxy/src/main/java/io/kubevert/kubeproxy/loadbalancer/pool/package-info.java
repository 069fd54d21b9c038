/** Which load-balancer address a Service gets: pools, and who holds what of them. Pure. */
package io.kubevert.kubeproxy.loadbalancer.pool;
