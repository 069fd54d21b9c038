/**
 * Makes one node answer for each load-balancer address on the nodes' network: {@link
 * io.kubevert.kubeproxy.loadbalancer.announcement.Placement} says which, or why none, {@link
 * io.kubevert.kubeproxy.loadbalancer.announcement.Speaker} follows it, and ARP or, for IPv6,
 * neighbour advertisements tell the others.
 */
package io.kubevert.kubeproxy.loadbalancer.announcement;
