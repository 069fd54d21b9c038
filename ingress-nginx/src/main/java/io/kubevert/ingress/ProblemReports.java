package io.kubevert.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.metrics.IngressMetrics;
import io.kubevert.ingress.watch.Ingress;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users what they asked for and do not get: in the metrics, in the log, and in events. One
 * controller of several writes the events, or each would come once for every node.
 */
final class ProblemReports {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemReports.class);

  private final IngressMetrics metrics;
  private final EventRecorder events;
  private final BooleanSupplier isLeader;
  private final Function<ObjectKey, Optional<Ingress>> ingresses;

  ProblemReports(
      IngressMetrics metrics,
      EventRecorder events,
      BooleanSupplier isLeader,
      Function<ObjectKey, Optional<Ingress>> ingresses) {
    this.metrics = metrics;
    this.events = events;
    this.isLeader = isLeader;
    this.ingresses = ingresses;
  }

  /** Tells of something that an Ingress asks for. */
  void ofIngress(ObjectKey key, Problem problem) {
    note("ingress", key, problem);
    record(key, problem);
  }

  /** Tells of an option of the controller's ConfigMap. */
  void ofOption(ObjectKey configMap, Problem problem) {
    note("configMap", configMap, problem);
    recordOption(configMap, problem);
  }

  private void note(String kind, ObjectKey key, Problem problem) {
    metrics.problem(key, problem);
    LOG.atWarn()
        .addKeyValue(kind, key)
        .addKeyValue("reason", problem.reason())
        .log(problem.message());
  }

  /** Writes the event alone, as one that has just become the leader does. */
  void record(ObjectKey key, Problem problem) {
    ingresses.apply(key).ifPresent(ingress -> write(ingress.reference(), problem));
  }

  /** Writes the event of an option alone. */
  void recordOption(ObjectKey configMap, Problem problem) {
    ObjectNode object = Json.object();
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    object
        .putObject("metadata")
        .put("namespace", configMap.namespace())
        .put("name", configMap.name());
    write(object, problem);
  }

  private void write(ObjectNode reference, Problem problem) {
    if (isLeader.getAsBoolean()) {
      events.record(reference, EventRecorder.Type.WARNING, problem.reason(), problem.message());
    }
  }
}
