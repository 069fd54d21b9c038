package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The columns that a CustomResourceDefinition gives its objects. */
final class PrinterColumns {
  private static final Pattern ESCAPED_KEY =
      Pattern.compile("\\.((?:[^.\\[\\]\\\\]|\\\\.)*\\\\\\.(?:[^.\\[\\]\\\\]|\\\\.)*)");
  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS)
          .build();

  private PrinterColumns() {}

  static List<Column> of(JsonNode columns) {
    List<Column> all = new ArrayList<>();
    all.add(Column.objectName());
    for (JsonNode column : columns) {
      all.add(
          new Column(
              column.path("name").asText(),
              column.path("type").asText(),
              column.path("format").asText(""),
              column
                  .path("description")
                  .asText(
                      "Custom resource definition column (in JSONPath format): "
                          + column.path("jsonPath").asText()),
              column.path("priority").asInt(),
              cell(column.path("type").asText(), column.path("jsonPath").asText())));
    }
    if (columns.isEmpty()) {
      all.add(Column.age());
    }
    return all;
  }

  private static Function<JsonNode, Object> cell(String type, String text) {
    JsonPath path;
    try {
      path = JsonPath.compile(jsonPath(text));
    } catch (InvalidPathException e) {
      // A path that cannot be read finds nothing, as in Kubernetes.
      return _ -> null;
    }
    return object -> {
      JsonNode found = path.read(object, CONFIGURATION);
      return found == null || found.isEmpty() || found.get(0).isNull() ? null : cell(type, found);
    };
  }

  private static Object cell(String type, JsonNode found) {
    JsonNode first = found.get(0);
    return switch (type) {
      case "integer" -> first.isNumber() ? (Object) first.asLong() : null;
      case "number" -> first.isNumber() ? (Object) first.asDouble() : null;
      case "boolean" -> first.isBoolean() ? (Object) first.asBoolean() : null;
      case "date" -> Cells.since(first);
      default -> text(found);
    };
  }

  private static String text(JsonNode found) {
    List<String> texts = new ArrayList<>();
    found.forEach(each -> texts.add(each.isValueNode() ? each.asText() : each.toString()));
    return String.join(",", texts);
  }

  /** Kubernetes' dialect begins at the object and escapes dots by a backslash. */
  private static String jsonPath(String text) {
    String bracketed =
        ESCAPED_KEY.matcher(text).replaceAll(key -> "['" + key.group(1).replace("\\", "") + "']");
    return "$" + bracketed;
  }
}
