/** Which nodes' proxies are alive, and which one of them gives addresses; told by Leases. */
package io.kubevert.kubeproxy.loadbalancer.membership;
