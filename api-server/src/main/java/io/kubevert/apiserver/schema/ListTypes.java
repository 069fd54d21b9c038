package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import java.util.HashSet;
import java.util.Set;

/** Whether lists that are sets or maps have each element once. */
final class ListTypes {
  private ListTypes() {}

  /**
   * Adds every element that is there a second time.
   *
   * @param path of the value; empty for a whole object
   */
  static void validate(JsonNode value, SchemaNode node, String path, FieldErrors errors) {
    value
        .properties()
        .forEach(
            field ->
                node.below(field.getKey())
                    .ifPresent(
                        below ->
                            validate(
                                field.getValue(),
                                below,
                                SchemaValidation.at(path, field.getKey(), node),
                                errors)));
    if (!value.isArray()) {
      return;
    }
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      String at = path + "[" + i + "]";
      JsonNode item = value.get(i);
      node.items().ifPresent(items -> validate(item, items, at, errors));
      JsonNode identity = identity(item, node);
      if (!identity.isMissingNode() && !seen.add(identity)) {
        errors.duplicate(at, identity.isTextual() ? identity.asText() : identity);
      }
    }
  }

  /** What an element must not share with another one; missing if it may share everything. */
  static JsonNode identity(JsonNode item, SchemaNode list) {
    return switch (list.listType()) {
      case "set" -> item;
      case "map" -> keys(item, list);
      default -> item.path("");
    };
  }

  private static JsonNode keys(JsonNode item, SchemaNode list) {
    ObjectNode keys = Json.object();
    list.mapKeys().stream().filter(item::has).forEach(key -> keys.set(key, item.get(key)));
    return keys;
  }
}
