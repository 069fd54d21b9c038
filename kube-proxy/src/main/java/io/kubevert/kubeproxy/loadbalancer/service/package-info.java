/** Services of type LoadBalancer, decoded into what giving and announcing an address depends on. */
package io.kubevert.kubeproxy.loadbalancer.service;
