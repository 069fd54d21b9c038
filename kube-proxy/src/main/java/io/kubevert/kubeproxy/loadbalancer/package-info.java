/**
 * Addresses for Services of type LoadBalancer, in the nodes' own network, without a load balancer.
 *
 * <p>{@code service} decodes the Services; {@code membership} hears which nodes are alive, and
 * makes one proxy the leader; {@code allocation}, on the leader, gives each Service an address of
 * the {@code pool} and says in its status what it has; {@code announcement} makes one node answer
 * for it. {@code config} tells which pools there are.
 */
package io.kubevert.kubeproxy.loadbalancer;
