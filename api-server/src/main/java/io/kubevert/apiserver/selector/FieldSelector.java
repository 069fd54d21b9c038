package io.kubevert.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Conditions on some fields of one kind, all of which an object must meet. Immutable. */
public final class FieldSelector {

  /** Matches every object. */
  public static final FieldSelector EVERYTHING = new FieldSelector(Strategy.PLAIN, List.of());

  private final Strategy strategy;
  private final List<Term> terms;

  /** {@code field=value}, or {@code field!=value}. */
  private record Term(String field, boolean equal, String value) {
    @Override
    public String toString() {
      return field + (equal ? "=" : "!=") + value;
    }
  }

  private FieldSelector(Strategy strategy, List<Term> terms) {
    this.strategy = strategy;
    this.terms = terms;
  }

  /**
   * Reads the text that a request carries, as in {@code status.phase!=Running,spec.nodeName=a}. A
   * comma, equals sign or backslash in a value is escaped by a backslash.
   *
   * @throws IllegalArgumentException with Kubernetes' own words, if the text is not a selector or
   *     names a field that this kind cannot be selected by
   */
  public static FieldSelector parse(String text, ResourceDefinition definition) {
    Strategy strategy = definition.strategy();
    Set<String> fields = strategy.selectableFields(Json.object()).keySet();
    List<Term> terms = new ArrayList<>();
    for (String part : split(text)) {
      if (!part.isEmpty()) {
        Term term = term(part, text);
        requireSelectable(term.field(), fields, definition.type().namespaced());
        terms.add(term);
      }
    }
    return new FieldSelector(strategy, List.copyOf(terms));
  }

  /** Whether the object's fields meet every condition. */
  public boolean matches(JsonNode object) {
    if (terms.isEmpty()) {
      return true;
    }
    Map<String, String> fields = strategy.selectableFields(object);
    for (Term term : terms) {
      if (value(object, fields, term.field()).equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }

  public boolean isEverything() {
    return terms.isEmpty();
  }

  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(","));
  }

  private static String value(JsonNode object, Map<String, String> fields, String field) {
    return switch (field) {
      case "metadata.name" -> object.path("metadata").path("name").asText("");
      case "metadata.namespace" -> object.path("metadata").path("namespace").asText("");
      default -> fields.getOrDefault(field, "");
    };
  }

  private static void requireSelectable(String field, Set<String> fields, boolean namespaced) {
    if (field.equals("metadata.name")
        || namespaced && field.equals("metadata.namespace")
        || fields.contains(field)) {
      return;
    }
    throw new IllegalArgumentException("field label not supported: " + field);
  }

  private static Term term(String part, String whole) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '\\') {
        i++;
      } else if (part.startsWith("!=", i)) {
        return new Term(part.substring(0, i), false, unescape(part.substring(i + 2)));
      } else if (part.charAt(i) == '=') {
        int value = part.startsWith("==", i) ? i + 2 : i + 1;
        return new Term(part.substring(0, i), true, unescape(part.substring(value)));
      }
    }
    throw new IllegalArgumentException(
        "invalid selector: '" + whole + "'; can't understand '" + part + "'");
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unescape(String value) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
          throw new IllegalArgumentException("invalid field selector: invalid escape in " + value);
        }
        c = value.charAt(i);
      } else if (c == '=') {
        throw new IllegalArgumentException("invalid field selector: unescaped '=' in " + value);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
