package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which nodes a pod may run on: {@code nodeSelector} and required node affinity together.
 *
 * @param labels labels that a node must all have
 * @param terms alternatives of required node affinity; empty if there is none
 */
public record NodeSelector(Map<String, String> labels, Optional<List<Term>> terms) {

  /** One alternative: all its requirements must hold. A term without any matches no node. */
  public record Term(LabelSelector expressions, LabelSelector fields) {

    /** Reads a term. */
    public static Term of(JsonNode node) {
      return new Term(
          requirements(node.path("matchExpressions")), requirements(node.path("matchFields")));
    }

    private static LabelSelector requirements(JsonNode array) {
      return new LabelSelector(Fields.list(array, LabelSelector.Requirement::of));
    }

    /** Whether a node of this name and these labels is meant. */
    public boolean matches(String nodeName, Map<String, String> nodeLabels) {
      boolean empty = expressions.requirements().isEmpty() && fields.requirements().isEmpty();
      return !empty
          && expressions.matches(nodeLabels)
          && fields.matches(Map.of("metadata.name", nodeName));
    }
  }

  /** Reads what a pod's spec asks for. */
  public static NodeSelector of(JsonNode podSpec) {
    JsonNode required =
        podSpec
            .path("affinity")
            .path("nodeAffinity")
            .path("requiredDuringSchedulingIgnoredDuringExecution");
    return new NodeSelector(
        Fields.strings(podSpec.path("nodeSelector")),
        required.isObject()
            ? Optional.of(Fields.list(required.path("nodeSelectorTerms"), Term::of))
            : Optional.empty());
  }

  public boolean matches(String nodeName, Map<String, String> nodeLabels) {
    return nodeLabels.entrySet().containsAll(labels.entrySet())
        && terms
            .map(any -> any.stream().anyMatch(term -> term.matches(nodeName, nodeLabels)))
            .orElse(true);
  }
}
