package io.kubevert.kubeproxy.loadbalancer.metrics;

import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What the load balancer counts, under MetalLB's names. */
public final class LoadBalancerMetrics {
  private final Map<String, Double> total = new ConcurrentHashMap<>();
  private final Map<String, Double> inUse = new ConcurrentHashMap<>();
  private final Counter updates;
  private final Counter updateErrors;
  private final Gauge configLoaded;
  private final Gauge configStale;
  private final Counter requests;
  private final Counter responses;
  private final Counter gratuitous;

  public LoadBalancerMetrics(PrometheusRegistry registry) {
    byPool(registry, "metallb_allocator_addresses", "Addresses that a pool has.", total);
    byPool(
        registry,
        "metallb_allocator_addresses_in_use",
        "Addresses of a pool that Services have, as the leader knows them.",
        inUse);
    updates = counter(registry, "metallb_k8s_client_updates", "Looks at changed Services.");
    updateErrors =
        counter(registry, "metallb_k8s_client_update_errors", "Looks at Services that failed.");
    configLoaded =
        gauge(registry, "metallb_k8s_client_config_loaded_bool", "1 if there are pools.");
    configStale =
        gauge(
            registry,
            "metallb_k8s_client_config_stale_bool",
            "1 while a changed configuration is refused and the former one stands.");
    requests =
        byAddress(registry, "metallb_layer2_requests_received", "Questions for our addresses.");
    responses = byAddress(registry, "metallb_layer2_responses_sent", "Questions answered.");
    gratuitous =
        byAddress(registry, "metallb_layer2_gratuitous_sent", "Unasked announcements sent.");
  }

  /** Other pools, and what is used of them. */
  public void pools(List<AddressPool> pools, ToLongFunction<AddressPool> used) {
    List<String> names = pools.stream().map(AddressPool::name).toList();
    total.keySet().retainAll(names);
    inUse.keySet().retainAll(names);
    for (AddressPool pool : pools) {
      total.put(pool.name(), pool.size().doubleValue());
      inUse.put(pool.name(), (double) used.applyAsLong(pool));
    }
    configLoaded.set(pools.isEmpty() ? 0 : 1);
  }

  public void configStale(boolean stale) {
    configStale.set(stale ? 1 : 0);
  }

  public void updated(boolean succeeded) {
    updates.inc();
    if (!succeeded) {
      updateErrors.inc();
    }
  }

  public void answered(IpAddress address) {
    requests.labelValues(address.toString()).inc();
    responses.labelValues(address.toString()).inc();
  }

  public void unanswered(IpAddress address) {
    requests.labelValues(address.toString()).inc();
  }

  public void gratuitous(IpAddress address) {
    gratuitous.labelValues(address.toString()).inc();
  }

  /** MetalLB has gauges here whose names end as only a counter's may; the names are kept. */
  private static void byPool(
      PrometheusRegistry registry, String name, String help, Map<String, Double> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("pool")
        .callback(callback -> values.forEach((pool, value) -> callback.call(value, pool)))
        .register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder().name(name).help(help).register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private static Counter byAddress(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("ip").register(registry);
  }
}
