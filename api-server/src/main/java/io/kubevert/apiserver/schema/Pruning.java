package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Drops from custom resources what their schema does not have. */
final class Pruning {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

  private Pruning() {}

  /** Drops unknown fields and the nulls that may not be. */
  static void prune(ObjectNode object, SchemaNode root) {
    walk(object, root, true, "", true, _ -> {});
  }

  static List<String> unknownFields(ObjectNode object, SchemaNode root) {
    List<String> paths = new ArrayList<>();
    walk(object, root, true, "", false, paths::add);
    Object metadata = object.path("metadata");
    if (metadata instanceof ObjectNode known) {
      UnknownFields.find(known, StructuralSchema.METADATA)
          .forEach(path -> paths.add("metadata." + path));
    }
    return paths;
  }

  private static void walk(
      JsonNode value,
      SchemaNode node,
      boolean resource,
      String path,
      boolean remove,
      Consumer<String> unknown) {
    if (value instanceof ObjectNode object) {
      fields(object, node, resource, path, remove, unknown);
    } else if (value.isArray() && node.items().isPresent()) {
      SchemaNode items = node.items().get();
      for (int i = 0; i < value.size(); i++) {
        String at = path + "[" + i + "]";
        walk(value.get(i), items, items.isEmbeddedResource(), at, remove, unknown);
      }
    }
  }

  private static void fields(
      ObjectNode object,
      SchemaNode node,
      boolean resource,
      String path,
      boolean remove,
      Consumer<String> unknown) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      String name = field.getKey();
      String at = path.isEmpty() ? name : path + "." + name;
      SchemaNode below = node.properties().getOrDefault(name, node.values().orElse(null));
      if (resource && OF_EVERY_OBJECT.contains(name)) {
        continue;
      }
      if (below == null) {
        if (!node.preservesUnknownFields()) {
          unknown.accept(at);
          drop(fields, remove);
        }
      } else if (field.getValue().isNull() && !below.isNullable()) {
        drop(fields, remove);
      } else {
        walk(field.getValue(), below, below.isEmbeddedResource(), at, remove, unknown);
      }
    }
  }

  private static void drop(Iterator<?> fields, boolean remove) {
    if (remove) {
      fields.remove();
    }
  }
}
