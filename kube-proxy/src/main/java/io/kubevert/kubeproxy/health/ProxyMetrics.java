package io.kubevert.kubeproxy.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;

/** The proxy's metrics, under the names that the reference gives them. */
public final class ProxyMetrics {
  private static final double FIRST_BUCKET_SECONDS = 0.001;
  private static final int BUCKETS = 15;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Clock clock;
  private final Histogram syncDuration;
  private final Gauge lastSync;
  private final Gauge lastQueued;
  private final Counter syncFailures;
  private final Counter serviceChanges;
  private final Counter endpointChanges;
  private final Counter removedFlows;
  private final Counter healthz;
  private final Counter livez;

  public ProxyMetrics(Clock clock) {
    this.clock = clock;
    syncDuration =
        Histogram.builder()
            .name("kubeproxy_sync_proxy_rules_duration_seconds")
            .help("How long one write of Service rules took.")
            .classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, BUCKETS)
            .classicOnly()
            .register(registry);
    lastSync =
        gauge(
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds",
            "When Service rules were last written.");
    lastQueued =
        gauge(
            "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds",
            "When a write of Service rules was last asked for.");
    syncFailures =
        counter(
            "kubeproxy_sync_proxy_rules_nftables_sync_failures",
            "Writes of Service rules that failed.");
    serviceChanges =
        counter("kubeproxy_sync_proxy_rules_service_changes", "Changes of Services seen.");
    endpointChanges =
        counter("kubeproxy_sync_proxy_rules_endpoint_changes", "Changes of endpoints seen.");
    removedFlows =
        counter(
            "kubeproxy_conntrack_reconciler_deleted_entries",
            "Tracked flows to endpoints that were gone, removed.");
    healthz = codes("proxy_healthz", "Answers of /healthz by status code.");
    livez = codes("proxy_livez", "Answers of /livez by status code.");
  }

  public PrometheusRegistry registry() {
    return registry;
  }

  public void serviceChanged() {
    serviceChanges.inc();
    lastQueued.set(clock.millis() / 1e3);
  }

  public void endpointsChanged() {
    endpointChanges.inc();
    lastQueued.set(clock.millis() / 1e3);
  }

  public void written(Duration took) {
    syncDuration.observe(took.toNanos() / 1e9);
    lastSync.set(clock.millis() / 1e3);
  }

  public void writeFailed() {
    syncFailures.inc();
  }

  public void flowsRemoved(int count) {
    removedFlows.inc(count);
  }

  Counter healthz() {
    return healthz;
  }

  Counter livez() {
    return livez;
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).register(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private Counter codes(String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("code").register(registry);
  }
}
