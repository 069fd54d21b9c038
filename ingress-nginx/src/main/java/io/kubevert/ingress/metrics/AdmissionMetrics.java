package io.kubevert.ingress.metrics;

import io.kubevert.client.resource.ObjectKey;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is counted of Ingresses that are looked at before they are stored. There is no configuration
 * here that would be rendered and tried out: reading the object is the one, comparing it with the
 * others of its hosts the other.
 */
public final class AdmissionMetrics {
  private static final String[] LABELS = {"namespace", "ingress"};
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Checks passed = new Checks();
  private final Checks refused = new Checks();
  private final Gauge roundTrip;
  private final Gauge rendering;
  private final Gauge rendered;
  private final Gauge testing;
  private final Gauge tested;

  /** By Ingress. Anybody may think of names: of very many, the first is forgotten. */
  private static final class Checks {
    private static final int MOST = 10_000;

    private final Map<List<String>, Long> counts =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<List<String>, Long> eldest) {
            return size() > MOST;
          }
        };

    synchronized void count(ObjectKey ingress) {
      counts.merge(List.of(ingress.namespace(), ingress.name()), 1L, Long::sum);
    }

    synchronized void forget(ObjectKey ingress) {
      counts.remove(List.of(ingress.namespace(), ingress.name()));
    }

    synchronized Map<List<String>, Long> counts() {
      return new HashMap<>(counts);
    }
  }

  AdmissionMetrics(MetricFactory metrics) {
    metrics.plain("check_success", "Ingresses that may be stored", LABELS, passed::counts);
    metrics.plain("check_errors", "Ingresses that were refused", LABELS, refused::counts);
    roundTrip =
        metrics.gauge("admission_roundtrip_duration", "Seconds that the last Ingress took in all");
    rendering =
        metrics.gauge("admission_render_duration", "Seconds that reading the last Ingress took");
    rendered = metrics.gauge("admission_render_ingresses", "How many Ingresses were read for it");
    testing =
        metrics.gauge("admission_tested_duration", "Seconds that comparing the last Ingress took");
    tested = metrics.gauge("admission_tested_ingresses", "How many Ingresses were judged");
  }

  /**
   * Notes that an Ingress was looked at.
   *
   * @param refusal whether it must not be stored
   * @param readNanos until it was read
   * @param allNanos until it was judged
   */
  public void reviewed(ObjectKey ingress, boolean refusal, long readNanos, long allNanos) {
    (refusal ? refused : passed).count(ingress);
    roundTrip.set(allNanos / NANOS);
    rendering.set(readNanos / NANOS);
    testing.set((allNanos - readNanos) / NANOS);
    rendered.set(1);
    tested.set(1);
  }

  void forget(ObjectKey ingress) {
    passed.forget(ingress);
    refused.forget(ingress);
  }
}
