package io.kubevert.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a schema and of all that is in it; places without rules are left out.
 *
 * @param document the schema
 * @param rules about the value as a whole
 */
public record SchemaRules(
    JsonNode document,
    List<Rule> rules,
    Map<String, SchemaRules> properties,
    Optional<SchemaRules> values,
    Optional<SchemaRules> items) {
  private static final String RULES = "x-kubernetes-validations";

  /** A schema without rules. */
  public static final SchemaRules NONE =
      new SchemaRules(Json.object(), List.of(), Map.of(), Optional.empty(), Optional.empty());

  /**
   * Compiles every rule of a schema.
   *
   * @param path of the schema, for faults
   * @param errors takes the faults of rules that cannot be compiled
   */
  public static SchemaRules of(JsonNode document, String path, FieldErrors errors) {
    List<Rule> rules = new ArrayList<>();
    JsonNode texts = document.path(RULES);
    for (int i = 0; i < texts.size(); i++) {
      String rule = texts.get(i).path("rule").asText("");
      try {
        rules.add(Rule.of(texts.get(i)));
      } catch (IllegalArgumentException e) {
        errors.invalid(path + "." + RULES + "[" + i + "].rule", rule, e.getMessage());
      }
    }
    Map<String, SchemaRules> properties = new LinkedHashMap<>();
    document
        .path("properties")
        .properties()
        .forEach(
            field ->
                below(field.getValue(), path + ".properties[" + field.getKey() + "]", errors)
                    .ifPresent(found -> properties.put(field.getKey(), found)));
    return new SchemaRules(
        document,
        List.copyOf(rules),
        properties,
        below(document.path("additionalProperties"), path + ".additionalProperties", errors),
        below(document.path("items"), path + ".items", errors));
  }

  private static Optional<SchemaRules> below(JsonNode document, String path, FieldErrors errors) {
    return document.isObject()
        ? Optional.of(of(document, path, errors)).filter(rules -> !rules.isEmpty())
        : Optional.empty();
  }

  boolean isEmpty() {
    return rules.isEmpty() && properties.isEmpty() && values.isEmpty() && items.isEmpty();
  }

  /**
   * Adds the fault of every rule that a value breaks.
   *
   * @param old the value before; missing when there was none
   * @param path of the value; empty for a whole object
   */
  public void check(JsonNode value, JsonNode old, String path, FieldErrors errors) {
    if (!rules.isEmpty() && !value.isNull()) {
      Object self = CelValues.of(value, document);
      Object before = old.isMissingNode() || old.isNull() ? null : CelValues.of(old, document);
      boolean changed = !value.equals(old);
      rules.stream()
          // What breaks a rule that came later may stay as it is (KEP-4008).
          .filter(rule -> changed || rule.isTransition())
          .forEach(rule -> rule.check(self, before, shown(value), path, errors));
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      SchemaRules known = properties.get(name);
      if (known != null) {
        String at = path.isEmpty() ? name : path + "." + name;
        known.check(field.getValue(), old.path(name), at, errors);
      } else if (values.isPresent()) {
        String at = path + "[" + name + "]";
        values.get().check(field.getValue(), old.path(name), at, errors);
      }
    }
    if (items.isPresent() && value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        items.get().check(value.get(i), before(value.get(i), old), path + "[" + i + "]", errors);
      }
    }
  }

  /** The element of the list before that had the same keys; missing when there was none. */
  private JsonNode before(JsonNode item, JsonNode old) {
    JsonNode keys = document.path("x-kubernetes-list-map-keys");
    if (keys.isEmpty()) {
      return MissingNode.getInstance();
    }
    for (JsonNode candidate : old) {
      if (identity(candidate, keys).equals(identity(item, keys))) {
        return candidate;
      }
    }
    return MissingNode.getInstance();
  }

  private static ObjectNode identity(JsonNode item, JsonNode keys) {
    ObjectNode identity = Json.object();
    keys.forEach(key -> identity.set(key.asText(), item.path(key.asText())));
    return identity;
  }

  private static Object shown(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    return value.isObject() ? "object" : value.isArray() ? "array" : value;
  }
}
