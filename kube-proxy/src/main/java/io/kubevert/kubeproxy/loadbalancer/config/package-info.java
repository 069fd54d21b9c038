/**
 * From flags, and from MetalLB's objects if the cluster has their kinds, to the pools and
 * advertisements that count.
 */
package io.kubevert.kubeproxy.loadbalancer.config;
