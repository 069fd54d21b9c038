package io.kubevert.kubeproxy.loadbalancer.metrics;

import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.Allocator;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/**
 * What the load balancer counts, under MetalLB's names; where it has gauges that end in {@code
 * _total}, as a counter alone should, they lack it here.
 */
public final class LoadBalancerMetrics {
  private final Gauge total;
  private final Gauge inUse;
  private final Counter requests;
  private final Counter responses;
  private final Counter gratuitous;

  public LoadBalancerMetrics(PrometheusRegistry registry) {
    total = gauge(registry, "metallb_allocator_addresses", "Addresses that a pool has.");
    inUse =
        gauge(
            registry,
            "metallb_allocator_addresses_in_use",
            "Addresses of a pool that Services have, as the leader knows them.");
    requests =
        counter(registry, "metallb_layer2_requests_received", "ARP requests for our addresses.");
    responses = counter(registry, "metallb_layer2_responses_sent", "ARP requests answered.");
    gratuitous =
        counter(registry, "metallb_layer2_gratuitous_sent", "Gratuitous ARP packets sent.");
  }

  public void pools(List<AddressPool> pools) {
    pools.forEach(pool -> total.labelValues(pool.name()).set(pool.size()));
  }

  public void inUse(List<AddressPool> pools, Allocator allocator) {
    pools.forEach(pool -> inUse.labelValues(pool.name()).set(allocator.inUse(pool)));
  }

  public void answered(Ipv4 address) {
    requests.labelValues(address.toString()).inc();
    responses.labelValues(address.toString()).inc();
  }

  public void unanswered(Ipv4 address) {
    requests.labelValues(address.toString()).inc();
  }

  public void gratuitous(Ipv4 address) {
    gratuitous.labelValues(address.toString()).inc();
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder().name(name).help(help).labelNames("pool").register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("ip").register(registry);
  }
}
