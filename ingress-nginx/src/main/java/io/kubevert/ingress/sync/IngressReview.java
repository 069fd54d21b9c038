package io.kubevert.ingress.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.metrics.AdmissionMetrics;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.translate.ClassSelection;
import io.kubevert.ingress.translate.IngressTranslation;
import io.kubevert.ingress.translate.IngressTranslator;
import io.kubevert.ingress.translate.SnapshotBuilder;
import io.kubevert.ingress.watch.ClusterView;
import io.kubevert.ingress.watch.Ingress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is wrong with an Ingress before it is stored: values that cannot be read, expressions
 * that are none, paths that are taken. It looks at that one object and its hosts, however many
 * others there are. What is only not served, as a snippet, may be stored: an event tells of it.
 */
final class IngressReview implements KubeClient.Reviewer {
  private static final String AFTER_ALL_OTHERS = "9999-12-31T23:59:59Z";
  private static final Set<String> REFUSED =
      Set.of(
          "AnnotationForbidden", "InvalidAnnotation", "InvalidPath", "InvalidHeader", "PathTaken");

  private final ClassSelection selection;
  private final SnapshotBuilder builder;
  private final Supplier<GlobalOptions> options;
  private final ClusterView view;
  private final AdmissionMetrics metrics;

  IngressReview(
      ClassSelection selection,
      SnapshotBuilder builder,
      Supplier<GlobalOptions> options,
      ClusterView view,
      AdmissionMetrics metrics) {
    this.selection = selection;
    this.builder = builder;
    this.options = options;
    this.view = view;
    this.metrics = metrics;
  }

  @Override
  public Optional<String> refusal(ObjectNode object) {
    long began = System.nanoTime();
    ObjectKey key = ObjectKey.of(object);
    object
        .withObjectProperty("metadata")
        .put("creationTimestamp", view.ingress(key).map(Ingress::created).orElse(AFTER_ALL_OTHERS));
    Ingress ingress = Ingress.of(object);
    if (!selection.selects(ingress, view.classes())) {
      return Optional.empty();
    }
    IngressTranslation translation = IngressTranslator.translate(ingress, options.get(), view);
    long read = System.nanoTime() - began;
    String faults =
        Stream.concat(translation.problems().stream(), builder.conflicts(translation).stream())
            .filter(problem -> REFUSED.contains(problem.reason()))
            .map(Problem::message)
            .distinct()
            .collect(Collectors.joining("; "));
    metrics.reviewed(key, !faults.isEmpty(), read, System.nanoTime() - began);
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of("the ingress controller refuses Ingress " + key + ": " + faults);
  }
}
