package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.NodeSelector;
import java.util.List;

/** What a pod's spec says about nodes and about other pods near it. */
public record Affinity(
    NodeSelector nodes,
    List<PreferredNodes> preferredNodes,
    List<AffinityTerm> near,
    List<AffinityTerm> apart,
    List<AffinityTerm> ratherNear,
    List<AffinityTerm> ratherApart) {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  /** Nodes that are better than others by a weight. */
  public record PreferredNodes(int weight, NodeSelector.Term nodes) {}

  static Affinity of(JsonNode podSpec, String namespace) {
    JsonNode affinity = podSpec.path("affinity");
    JsonNode near = affinity.path("podAffinity");
    JsonNode apart = affinity.path("podAntiAffinity");
    return new Affinity(
        NodeSelector.of(podSpec),
        Fields.list(
            affinity.path("nodeAffinity").path(PREFERRED),
            node ->
                new PreferredNodes(
                    node.path("weight").asInt(), NodeSelector.Term.of(node.path("preference")))),
        Fields.list(near.path(REQUIRED), term -> AffinityTerm.required(term, namespace)),
        Fields.list(apart.path(REQUIRED), term -> AffinityTerm.required(term, namespace)),
        Fields.list(near.path(PREFERRED), term -> AffinityTerm.preferred(term, namespace)),
        Fields.list(apart.path(PREFERRED), term -> AffinityTerm.preferred(term, namespace)));
  }
}
