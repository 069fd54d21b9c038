package io.kubevert.apiserver.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import java.util.List;

/** Objects as a {@code meta.k8s.io/v1} Table, which is what {@code kubectl get} asks for. */
public final class Tables {
  private static final String API_VERSION = "meta.k8s.io/v1";

  private Tables() {}

  /**
   * A Table of one object, of a list, or of one watch event.
   *
   * @param listMetadata the metadata of the list, with its resourceVersion; it is not copied
   */
  public static ObjectNode of(
      ResourceDefinition definition,
      List<ObjectNode> objects,
      IncludeObject include,
      ObjectNode listMetadata) {
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", API_VERSION);
    table.set("metadata", listMetadata);
    ArrayNode columns = table.putArray("columnDefinitions");
    for (Column column : definition.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      addRow(rows.addObject(), definition.columns(), object, include);
    }
    return table;
  }

  private static void addRow(
      ObjectNode row, List<Column> columns, ObjectNode object, IncludeObject include) {
    ArrayNode cells = row.putArray("cells");
    for (Column column : columns) {
      switch (column.cell().apply(object)) {
        case null -> cells.addNull();
        case String text -> cells.add(text);
        case Integer number -> cells.add(number);
        case Long number -> cells.add(number);
        case Double number -> cells.add(number);
        case Boolean flag -> cells.add(flag);
        case Object other -> cells.add(other.toString());
      }
    }
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> row.set("object", metadataOf(object));
      case OBJECT -> row.set("object", object);
    }
  }

  private static ObjectNode metadataOf(ObjectNode object) {
    ObjectNode partial =
        Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
    partial.set("metadata", object.path("metadata"));
    return partial;
  }
}
