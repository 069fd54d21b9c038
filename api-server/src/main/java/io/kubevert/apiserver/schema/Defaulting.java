package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills the defaults of a structural schema into what leaves them out. */
final class Defaulting {
  private Defaulting() {}

  static void apply(JsonNode value, SchemaNode node) {
    if (value instanceof ObjectNode object) {
      node.properties()
          .forEach(
              (name, property) -> {
                if (!object.has(name)) {
                  property.defaultValue().ifPresent(fill -> object.set(name, fill.deepCopy()));
                }
              });
      object
          .properties()
          .forEach(
              field -> {
                SchemaNode below = node.properties().get(field.getKey());
                if (below != null) {
                  apply(field.getValue(), below);
                } else {
                  node.values().ifPresent(values -> apply(field.getValue(), values));
                }
              });
    } else if (value.isArray() && node.items().isPresent()) {
      value.forEach(item -> apply(item, node.items().get()));
    }
  }
}
