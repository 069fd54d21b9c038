package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.LabelSelector;
import java.util.Set;

/**
 * A term of pod affinity or anti-affinity.
 *
 * @param namespaces in which pods are meant, by name
 * @param namespaceSelector in which pods are meant, by the namespaces' labels
 * @param weight how much it counts where it is only preferred
 */
public record AffinityTerm(
    LabelSelector pods,
    Set<String> namespaces,
    LabelSelector namespaceSelector,
    String topologyKey,
    int weight) {

  static AffinityTerm required(JsonNode term, String ownNamespace) {
    return of(term, ownNamespace, 0);
  }

  static AffinityTerm preferred(JsonNode weighted, String ownNamespace) {
    return of(weighted.path("podAffinityTerm"), ownNamespace, weighted.path("weight").asInt());
  }

  private static AffinityTerm of(JsonNode term, String ownNamespace, int weight) {
    Set<String> names = Set.copyOf(Fields.list(term.path("namespaces"), JsonNode::asText));
    LabelSelector byLabels = LabelSelector.of(term.path("namespaceSelector"));
    boolean own = names.isEmpty() && !term.path("namespaceSelector").isObject();
    return new AffinityTerm(
        LabelSelector.of(term.path("labelSelector")),
        own ? Set.of(ownNamespace) : names,
        byLabels,
        term.path("topologyKey").asText(),
        weight);
  }

  /** Whether a pod is one that the term speaks of. */
  public boolean matches(SchedulingPod pod, ClusterSnapshot cluster) {
    String namespace = pod.key().namespace();
    return pods.matches(pod.labels())
        && (namespaces.contains(namespace)
            || namespaceSelector.matches(cluster.namespaceLabels(namespace)));
  }
}
