/**
 * What MetalLB's objects say of the load balancer's work, if the cluster has their kinds: how many
 * addresses of a pool are given, and which node announces a Service on which links.
 */
package io.kubevert.kubeproxy.loadbalancer.status;
