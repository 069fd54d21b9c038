/** What the load balancer counts. */
package io.kubevert.kubeproxy.loadbalancer.metrics;
