package io.kubevert.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON values as expressions see them. */
final class CelValues {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelValues() {}

  /**
   * @param schema what the value is said to be, which tells times from texts
   */
  static Object of(JsonNode value, JsonNode schema) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> map(value, schema);
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        value.forEach(element -> list.add(of(element, schema.path("items"))));
        yield list;
      }
      case STRING, BINARY -> text(value.asText(), schema.path("format").asText(""));
      case BOOLEAN -> value.asBoolean();
      case NUMBER ->
          value.isIntegralNumber() && !schema.path("type").asText("").equals("number")
              ? (Object) value.asLong()
              : (Object) value.asDouble();
      case NULL, MISSING -> NullValue.NULL_VALUE;
    };
  }

  private static Map<String, Object> map(JsonNode object, JsonNode schema) {
    Map<String, Object> map = new LinkedHashMap<>();
    JsonNode properties = schema.path("properties");
    object
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              boolean known = properties.has(name);
              JsonNode below = known ? properties.path(name) : schema.path("additionalProperties");
              map.put(known ? escaped(name) : name, of(field.getValue(), below));
            });
    return map;
  }

  private static Object text(String text, String format) {
    try {
      return switch (format) {
        case "date-time" -> Instant.parse(text);
        case "duration" -> Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
        default -> text;
      };
    } catch (DateTimeParseException e) {
      // Validation of the format has told of it.
      return text;
    }
  }

  /** A field's name as an identifier of the language. */
  static String escaped(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
