/**
 * Makes one node answer for each load-balancer address on the nodes' network: {@link
 * io.kubevert.kubeproxy.loadbalancer.announcement.Election} says which, {@link
 * io.kubevert.kubeproxy.loadbalancer.announcement.Speaker} follows it, and ARP tells the others.
 */
package io.kubevert.kubeproxy.loadbalancer.announcement;
