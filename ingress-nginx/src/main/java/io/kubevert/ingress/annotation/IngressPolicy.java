package io.kubevert.ingress.annotation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What whoever runs the controller lets an Ingress say: {@code annotations-risk-level}, {@code
 * annotation-value-word-blocklist} and {@code strict-validate-path-type}.
 *
 * @param most the greatest risk that an annotation may have
 * @param blocked texts that no annotation's value may contain
 * @param plainPaths whether paths of the types {@code Exact} and {@code Prefix} may not have
 *     letters of expressions
 */
public record IngressPolicy(AnnotationRisk most, List<String> blocked, boolean plainPaths) {

  /** Reads the options. */
  public static IngressPolicy read(Annotations options) {
    return new IngressPolicy(
        options.choice("annotations-risk-level", AnnotationRisk.class, AnnotationRisk.CRITICAL),
        options.list("annotation-value-word-blocklist"),
        options.flag("strict-validate-path-type", true));
  }

  /**
   * What an Ingress may not say, though it does.
   *
   * @param annotations by name without the prefix
   */
  public List<Problem> violations(Map<String, String> annotations) {
    if (most == AnnotationRisk.CRITICAL && blocked.isEmpty()) {
      return List.of();
    }
    return annotations.entrySet().stream()
        .flatMap(entry -> Stream.of(risky(entry.getKey()), blocked(entry)))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Problem> risky(String name) {
    AnnotationRisk risk = AnnotationRisk.of(name);
    return risk.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "AnnotationForbidden",
                name,
                "annotation %s is of risk %s, and this controller takes none above %s;"
                        .formatted(name, risk, most)
                    + " the Ingress is answered 503"));
  }

  private Optional<Problem> blocked(Map.Entry<String, String> annotation) {
    return blocked.stream()
        .filter(annotation.getValue()::contains)
        .findFirst()
        .map(
            text ->
                new Problem(
                    "AnnotationForbidden",
                    annotation.getKey(),
                    "annotation %s contains \"%s\", which this controller lets no annotation say;"
                            .formatted(annotation.getKey(), text)
                        + " the Ingress is answered 503"));
  }
}
