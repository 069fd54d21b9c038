package io.kubevert.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.selector.Requirement.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A set of conditions on labels, all of which an object must meet. Immutable. */
public final class LabelSelector {

  /** Matches every object. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

  /** Matches no object: what an absent selector in an object means. */
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private final List<Requirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<Requirement> requirements, boolean nothing) {
    this.requirements = requirements;
    this.nothing = nothing;
  }

  /**
   * Reads the text that a request carries, as in {@code app=web,tier in (a, b),!canary}.
   *
   * @throws IllegalArgumentException with Kubernetes' own words, if the text is not a selector
   */
  public static LabelSelector parse(String text) {
    return of(new LabelSelectorParser(text).parse());
  }

  /**
   * Reads a {@code LabelSelector} object with {@code matchLabels} and {@code matchExpressions}.
   *
   * @param selector absent or null: matches nothing; empty: matches everything
   * @throws IllegalArgumentException if a condition is not valid
   */
  public static LabelSelector of(JsonNode selector) {
    if (!selector.isObject()) {
      return NOTHING;
    }
    List<Requirement> requirements = equalities(selector.path("matchLabels"));
    for (JsonNode expression : selector.path("matchExpressions")) {
      Set<String> values = new HashSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      requirements.add(
          new Requirement(
              expression.path("key").asText(),
              operator(expression.path("operator").asText()),
              values));
    }
    return of(requirements);
  }

  /**
   * Reads the plain map of labels that Services and ReplicationControllers select by.
   *
   * @param labels absent: matches nothing
   */
  public static LabelSelector ofLabels(JsonNode labels) {
    return labels.isObject() ? of(equalities(labels)) : NOTHING;
  }

  /** Whether the labels in the object's metadata meet every condition. */
  public boolean matches(JsonNode object) {
    return matchesLabels(object.path("metadata").path("labels"));
  }

  /** Whether a map of labels meets every condition. */
  public boolean matchesLabels(JsonNode labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public boolean isEverything() {
    return !nothing && requirements.isEmpty();
  }

  /** The selector as a request would carry it, in the order of its keys. */
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  private static LabelSelector of(List<Requirement> requirements) {
    return new LabelSelector(
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList(), false);
  }

  private static List<Requirement> equalities(JsonNode labels) {
    List<Requirement> requirements = new ArrayList<>();
    labels
        .properties()
        .forEach(
            label ->
                requirements.add(
                    new Requirement(
                        label.getKey(), Operator.EQUALS, Set.of(label.getValue().asText()))));
    return requirements;
  }

  private static Operator operator(String text) {
    return switch (text) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" is not a valid label selector operator");
    };
  }
}
