package io.kubevert.kubeproxy.health;

import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.sync.WriteObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.function.IntSupplier;

/**
 * The proxy's metrics, under the names that the reference gives them, and by family wherever it has
 * since come to tell the families apart.
 */
public final class ProxyMetrics implements WriteObserver {
  private static final String FAMILY = "ip_family";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Clock clock;
  private final SyncHistograms durations = new SyncHistograms(registry);
  private final Gauge lastSync;
  private final Gauge lastQueued;
  private final Counter syncFailures;
  private final Counter cleanupFailures;
  private final Counter serviceChanges;
  private final Counter endpointChanges;
  private final Counter removedFlows;
  private final Histogram flowDuration;
  private final Counter healthz;
  private final Counter livez;

  public ProxyMetrics(Clock clock) {
    this.clock = clock;
    lastSync =
        byFamily(
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds",
            "When Service rules were last written.");
    lastQueued =
        byFamily(
            "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds",
            "When a write of Service rules was last asked for.");
    syncFailures =
        failures(
            "kubeproxy_sync_proxy_rules_nftables_sync_failures",
            "Writes of Service rules that failed.");
    cleanupFailures =
        failures(
            "kubeproxy_sync_proxy_rules_nftables_cleanup_failures",
            "Removals of chains that nothing led to any more that failed.");
    serviceChanges =
        counter("kubeproxy_sync_proxy_rules_service_changes", "Changes of Services seen.");
    endpointChanges =
        counter("kubeproxy_sync_proxy_rules_endpoint_changes", "Changes of endpoints seen.");
    removedFlows =
        counter(
            "kubeproxy_conntrack_reconciler_deleted_entries",
            "Tracked flows to endpoints that were gone, removed.");
    flowDuration =
        SyncHistograms.sync(
                "kubeproxy_conntrack_reconciler_sync_duration_seconds",
                "How long one look for flows to endpoints that are gone took.")
            .register(registry);
    healthz = codes("kubeproxy_proxy_healthz", "Answers of /healthz by status code.");
    livez = codes("kubeproxy_proxy_livez", "Answers of /livez by status code.");
  }

  public PrometheusRegistry registry() {
    return registry;
  }

  /**
   * Shows how many Services wait to be written: they may wait for their own or for their endpoints'
   * sake.
   */
  public void pending(IntSupplier services) {
    for (String what : new String[] {"service", "endpoint"}) {
      GaugeWithCallback.builder()
          .name("kubeproxy_sync_proxy_rules_" + what + "_changes_pending")
          .help("Services that wait to be written.")
          .callback(callback -> callback.call(services.getAsInt()))
          .register(registry);
    }
  }

  /**
   * Shows which Services nobody on this node serves. The reference has a gauge whose name ends as
   * only a counter's may; the name is kept.
   */
  public void noLocalEndpoints(Collection<NoLocalEndpoints> lacking) {
    CounterWithCallback.builder()
        .name("kubeproxy_sync_proxy_rules_no_local_endpoints")
        .help("Service ports with a traffic policy Local and endpoints on other nodes only.")
        .labelNames("traffic_policy", FAMILY)
        .callback(
            callback ->
                lacking.forEach(
                    family -> {
                      callback.call(family.internal(), "internal", family.family());
                      callback.call(family.external(), "external", family.family());
                    }))
        .register(registry);
  }

  public void serviceChanged() {
    serviceChanges.inc();
    queued();
  }

  public void endpointsChanged() {
    endpointChanges.inc();
    queued();
  }

  @Override
  public void written(Family family, boolean whole, Duration took) {
    durations.written(family, whole, took);
    lastSync.labelValues(family.label()).set(clock.millis() / 1e3);
  }

  @Override
  public void writeFailed(Family family) {
    syncFailures.labelValues(family.label()).inc();
  }

  @Override
  public void sweepFailed(Family family) {
    cleanupFailures.labelValues(family.label()).inc();
  }

  /** A change of endpoints is in the kernel, so long after what it was for. */
  public void programmed(Family family, Duration delay) {
    durations.programmed(family, delay);
  }

  public void flowsRemoved(int count) {
    removedFlows.inc(count);
  }

  /** One look for stale flows is over. */
  public void flowsReconciled(Duration took) {
    flowDuration.observe(took.toNanos() / 1e9);
  }

  Counter healthz() {
    return healthz;
  }

  Counter livez() {
    return livez;
  }

  private void queued() {
    for (Family family : Family.values()) {
      lastQueued.labelValues(family.label()).set(clock.millis() / 1e3);
    }
  }

  private Gauge byFamily(String name, String help) {
    return Gauge.builder().name(name).help(help).labelNames(FAMILY).register(registry);
  }

  /** From zero: who is to be woken by the first failure must see it come. */
  private Counter failures(String name, String help) {
    Counter counter = Counter.builder().name(name).help(help).labelNames(FAMILY).register(registry);
    for (Family family : Family.values()) {
      counter.initLabelValues(family.label());
    }
    return counter;
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private Counter codes(String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("code").register(registry);
  }
}
