package io.kubevert.ingress.metrics;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.Snapshot;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The metrics of one controller. Safe for use by several event loops. */
public final class IngressMetrics {
  private static final String REPOSITORY = "https://github.com/kubevert/kubevert";

  private final MetricFactory metrics;
  private final RequestMetrics requests;
  private final ConnectionMetrics connections;
  private final AdmissionMetrics admission;
  private final Gauge lastReloadSuccessful;
  private final Gauge lastReloadSeconds;
  private final Gauge configHash;
  private final LongAdder reloads = new LongAdder();
  private final Counter problems;
  private final Set<List<String>> named = ConcurrentHashMap.newKeySet();

  /**
   * @param pod what tells this controller from the others
   */
  public IngressMetrics(
      PrometheusRegistry registry, String controllerClass, String namespace, String pod) {
    metrics =
        new MetricFactory(
            registry,
            Labels.of(
                "controller_class",
                controllerClass,
                "controller_namespace",
                namespace,
                "controller_pod",
                pod));
    requests = new RequestMetrics(metrics);
    connections = new ConnectionMetrics(metrics);
    admission = new AdmissionMetrics(metrics);
    lastReloadSuccessful =
        metrics.gauge(
            "config_last_reload_successful", "Whether the last configuration is in force");
    lastReloadSeconds =
        metrics.gauge(
            "config_last_reload_successful_timestamp_seconds",
            "When the last configuration came into force");
    configHash = metrics.gauge("config_hash", "A hash of what is in force");
    metrics.plain(
        "success",
        "How many configurations came into force",
        new String[0],
        () -> Map.of(List.of(), reloads.sum()));
    problems =
        metrics.counter(
            "problems",
            "What an Ingress asks for and does not get",
            "namespace",
            "ingress",
            "reason",
            "subject");
    metrics.info(
        "build",
        "Which controller this is",
        new String[] {"repository"},
        () -> List.of(List.of(REPOSITORY)));
    ProcessMetrics.register(metrics);
  }

  /** Adds what is looked at when it is asked for. */
  public void watch(
      String className,
      Supplier<Snapshot> snapshots,
      Supplier<List<HostCertificate>> certificates,
      BooleanSupplier isLeader) {
    OrphanMetrics.register(metrics, snapshots);
    CertificateMetrics.register(metrics, className, certificates);
    metrics.observed(
        "leader_election_status",
        "Whether this controller writes the addresses of Ingresses",
        () -> isLeader.getAsBoolean() ? 1 : 0);
  }

  public RequestMetrics requests() {
    return requests;
  }

  public ConnectionMetrics connections() {
    return connections;
  }

  public AdmissionMetrics admission() {
    return admission;
  }

  /**
   * Notes that a snapshot is in force.
   *
   * @param hash of all objects that it is made of
   */
  public void published(long epochMillis, long hash) {
    reloads.increment();
    lastReloadSuccessful.set(1);
    lastReloadSeconds.set(epochMillis / 1e3);
    configHash.set(hash);
  }

  public void problem(ObjectKey ingress, Problem problem) {
    List<String> labels =
        List.of(ingress.namespace(), ingress.name(), problem.reason(), problem.subject());
    named.add(labels);
    problems.labelValues(labels.toArray(String[]::new)).inc();
  }

  /** Forgets what was told of an Ingress that is gone. */
  public void forget(ObjectKey ingress) {
    requests.forget(ingress);
    admission.forget(ingress);
    named.removeIf(
        labels -> {
          boolean gone =
              labels.get(0).equals(ingress.namespace()) && labels.get(1).equals(ingress.name());
          if (gone) {
            problems.remove(labels.toArray(String[]::new));
          }
          return gone;
        });
  }
}
