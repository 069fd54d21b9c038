package io.kubevert.ingress.metrics;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Location;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics of one controller. Safe for use by several event loops. */
public final class IngressMetrics {
  private static final String PREFIX = "nginx_ingress_controller_";
  private static final double NANOS = 1e9;
  private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  private static final double[] BYTES = {10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};
  private static final String[] LABELS = {
    "host", "namespace", "ingress", "service", "path", "method", "status", "canary"
  };

  private final PlainCounter requests;
  private final Histogram requestSeconds;
  private final Histogram headerSeconds;
  private final Histogram responseSeconds;
  private final Histogram responseBytes;
  private final Gauge lastReloadSuccessful;
  private final Gauge lastReloadSeconds;
  private final Counter problems;

  public IngressMetrics(PrometheusRegistry registry, String controllerClass, String pod) {
    requests = new PlainCounter(PREFIX + "requests", "The total number of client requests", LABELS);
    registry.register(requests);
    requestSeconds =
        histogram(registry, "request_duration_seconds", "Time until the last byte", SECONDS);
    headerSeconds =
        histogram(registry, "header_duration_seconds", "Time until the backend's head", SECONDS);
    responseSeconds =
        histogram(registry, "response_duration_seconds", "Time of the backend", SECONDS);
    responseBytes = histogram(registry, "response_size", "Bytes of the answers", BYTES);
    lastReloadSuccessful =
        Gauge.builder()
            .name(PREFIX + "config_last_reload_successful")
            .help("Whether the last configuration is in force")
            .register(registry);
    lastReloadSeconds =
        Gauge.builder()
            .name(PREFIX + "config_last_reload_successful_timestamp_seconds")
            .help("When the last configuration came into force")
            .register(registry);
    problems =
        Counter.builder()
            .name(PREFIX + "problems")
            .help("What an Ingress asks for and does not get")
            .labelNames("namespace", "ingress", "reason", "subject")
            .register(registry);
    Info.builder()
        .name(PREFIX + "build")
        .help("Which controller this is")
        .labelNames("controller_class", "controller_pod")
        .register(registry)
        .addLabelValues(controllerClass, pod);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(LABELS)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /** Counts an exchange that is over. */
  public void observe(Exchange exchange) {
    String[] labels = labels(exchange);
    requests.increment(labels);
    requestSeconds.labelValues(labels).observe(exchange.elapsedNanos() / NANOS);
    responseBytes.labelValues(labels).observe(exchange.response().bytesWritten());
    if (!exchange.attempts().isEmpty()) {
      headerSeconds.labelValues(labels).observe(exchange.attempts().getLast().nanos() / NANOS);
      responseSeconds.labelValues(labels).observe(exchange.elapsedNanos() / NANOS);
    }
  }

  /** Only what objects name becomes a label: what strangers send would be without end. */
  private static String[] labels(Exchange exchange) {
    Location location = exchange.location();
    return new String[] {
      location.host().isEmpty() ? "_" : location.host(),
      location.ingress().namespace(),
      location.ingress().name(),
      exchange.backend().map(BackendKey::service).orElse(""),
      location.path(),
      KnownMethod.of(exchange.request().method()),
      Integer.toString(exchange.response().getStatusCode()),
      ""
    };
  }

  /** Notes that a snapshot is in force. */
  public void published(long epochMillis) {
    lastReloadSuccessful.set(1);
    lastReloadSeconds.set(epochMillis / 1e3);
  }

  public void problem(ObjectKey ingress, Problem problem) {
    problems
        .labelValues(ingress.namespace(), ingress.name(), problem.reason(), problem.subject())
        .inc();
  }
}
