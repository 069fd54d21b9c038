package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields that a kind does not have, most often because they are misspelt or indented wrongly. */
final class UnknownFields {

  private UnknownFields() {}

  /**
   * The path of every unknown field, as in {@code spec.containers[0].foo}, in the order in which
   * they are written.
   *
   * @param model the type of the whole object
   */
  static List<String> find(ObjectNode object, ObjectType model) {
    List<String> faults = new ArrayList<>();
    findInModel(object, model, "", faults);
    return faults;
  }

  private static void findInModel(
      JsonNode object, ObjectType model, String path, List<String> faults) {
    Map<String, ModelField> fields = model.fields();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      ModelField field = fields.get(entry.getKey());
      if (field != null) {
        find(entry.getValue(), field.shape(), at, faults);
      } else if (!isTypeMeta(entry, path)) {
        faults.add(at);
      }
    }
  }

  private static void find(JsonNode value, Shape shape, String path, List<String> faults) {
    switch (shape) {
      case Shape.Model model -> {
        if (value.isObject()) {
          findInModel(value, model.type(), path, faults);
        }
      }
      case Shape.ListOf list -> {
        for (int i = 0; value.isArray() && i < value.size(); i++) {
          find(value.get(i), list.element(), path + "[" + i + "]", faults);
        }
      }
      case Shape.MapOf map -> {
        if (value.isObject()) {
          value
              .properties()
              .forEach(
                  entry ->
                      find(entry.getValue(), map.value(), path + "." + entry.getKey(), faults));
        }
      }
      case Shape.Scalar scalar -> {}
      case Shape.Any any -> {}
    }
  }

  /** Whether a field says what the object is, which every object may. */
  static boolean isTypeMeta(Map.Entry<String, JsonNode> field, String path) {
    return path.isEmpty() && (field.getKey().equals("apiVersion") || field.getKey().equals("kind"));
  }
}
