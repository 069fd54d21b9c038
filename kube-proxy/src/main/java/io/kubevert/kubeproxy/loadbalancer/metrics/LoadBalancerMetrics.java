package io.kubevert.kubeproxy.loadbalancer.metrics;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the load balancer counts, under MetalLB's names. */
public final class LoadBalancerMetrics {
  private final PrometheusRegistry registry;
  private final Map<String, Double> total = new ConcurrentHashMap<>();
  private final Map<String, Double> inUse = new ConcurrentHashMap<>();
  private final Counter updates;
  private final Counter updateErrors;
  private final Gauge configLoaded;
  private final Gauge configStale;
  private final Gauge requests;
  private final Gauge responses;
  private final Gauge gratuitous;

  public LoadBalancerMetrics(PrometheusRegistry registry) {
    this.registry = registry;
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

  /**
   * Shows what is announced from this node.
   *
   * @param announced the addresses by Service, now
   */
  public void announced(String node, Supplier<Map<ObjectKey, Set<IpAddress>>> announced) {
    GaugeWithCallback.builder()
        .name("metallb_speaker_announced")
        .help("1 for each address of a Service that this node answers for.")
        .labelNames("service", "protocol", "node", "ip")
        .callback(
            callback ->
                announced
                    .get()
                    .forEach(
                        (service, addresses) ->
                            addresses.forEach(
                                address ->
                                    callback.call(
                                        1,
                                        service.toString(),
                                        "layer2",
                                        node,
                                        address.toString()))))
        .register(registry);
  }

  /**
   * Shows whether this proxy gives addresses, as Kubernetes' own leaders do.
   *
   * @param lease the name of what it must hold for that
   */
  public void leads(String lease, BooleanSupplier leading) {
    GaugeWithCallback.builder()
        .name("leader_election_master_status")
        .help("1 while this proxy holds the lease of that name, 0 while another may.")
        .labelNames("name")
        .callback(callback -> callback.call(leading.getAsBoolean() ? 1 : 0, lease))
        .register(registry);
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

  /** MetalLB's counters here have names that the format allows to no counter. */
  private static Gauge byAddress(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder().name(name).help(help).labelNames("ip").register(registry);
  }
}
