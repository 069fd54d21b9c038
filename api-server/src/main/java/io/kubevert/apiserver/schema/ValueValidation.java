package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The conditions of a schema that go beyond types: bounds, patterns, choices, combinations. */
final class ValueValidation {
  private ValueValidation() {}

  /** Adds every fault of a value that is of the right type. */
  static void validate(JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    required(value, schema, path, errors);
    sizes(value, schema, path, errors);
    if (value.isNumber()) {
      bounds(value.decimalValue(), value, schema, path, errors);
    }
    if (value.isTextual()) {
      text(value.asText(), schema, path, errors);
    }
    choices(value, schema, path, errors);
    combinations(value, schema, path, errors);
  }

  private static void required(JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    for (JsonNode name : schema.path("required")) {
      if (value.isObject() && !value.has(name.asText())) {
        errors.required(path.isEmpty() ? name.asText() : path + "." + name.asText(), "");
      }
    }
  }

  private static void sizes(JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    if (value.isArray()) {
      if (value.size() < schema.path("minItems").asInt(0)) {
        errors.invalid(
            path,
            value.size(),
            path + " in body should have at least " + schema.path("minItems").asInt() + " items");
      }
      if (value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
        errors.tooMany(path, value.size(), schema.path("maxItems").asInt());
      }
    }
    if (value.isObject()) {
      if (value.size() < schema.path("minProperties").asInt(0)) {
        errors.invalid(
            path,
            value.size(),
            path
                + " in body should have at least "
                + schema.path("minProperties").asInt()
                + " properties");
      }
      if (value.size() > schema.path("maxProperties").asInt(Integer.MAX_VALUE)) {
        errors.tooMany(path, value.size(), schema.path("maxProperties").asInt());
      }
    }
  }

  private static void bounds(
      BigDecimal number, JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    String in = path + " in body should be ";
    if (schema.path("maximum").isNumber()) {
      boolean open = schema.path("exclusiveMaximum").asBoolean();
      int order = number.compareTo(schema.path("maximum").decimalValue());
      if (open ? order >= 0 : order > 0) {
        String bound = open ? "less than " : "less than or equal to ";
        errors.invalid(path, value, in + bound + schema.path("maximum").asText());
      }
    }
    if (schema.path("minimum").isNumber()) {
      boolean open = schema.path("exclusiveMinimum").asBoolean();
      int order = number.compareTo(schema.path("minimum").decimalValue());
      if (open ? order <= 0 : order < 0) {
        String bound = open ? "greater than " : "greater than or equal to ";
        errors.invalid(path, value, in + bound + schema.path("minimum").asText());
      }
    }
    JsonNode step = schema.path("multipleOf");
    if (step.isNumber()
        && step.decimalValue().signum() > 0
        && number.remainder(step.decimalValue()).signum() != 0) {
      errors.invalid(path, value, in + "a multiple of " + step.asText());
    }
  }

  private static void text(String text, JsonNode schema, String path, FieldErrors errors) {
    int length = text.codePointCount(0, text.length());
    if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      errors.tooLong(path, schema.path("maxLength").asInt());
    }
    if (length < schema.path("minLength").asInt(0)) {
      errors.invalid(
          path,
          text,
          path + " in body should be at least " + schema.path("minLength").asInt() + " chars long");
    }
    String pattern = schema.path("pattern").asText("");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      errors.invalid(path, text, path + " in body should match '" + pattern + "'");
    }
    String format = schema.path("format").asText("");
    if (!TextFormats.fits(text, format)) {
      errors.invalid(
          path, text, path + " in body must be of type " + format + ": \"" + text + "\"");
    }
  }

  private static void choices(JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    JsonNode choices = schema.path("enum");
    if (choices.isEmpty()) {
      return;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode choice : choices) {
      if (choice.equals(value)) {
        return;
      }
      texts.add(choice.asText());
    }
    errors.notSupported(path, SchemaValidation.shown(value), texts);
  }

  private static void combinations(
      JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    for (JsonNode part : schema.path("allOf")) {
      nested(value, part, path, errors);
    }
    String at = "\"" + path + "\" must ";
    JsonNode anyOf = schema.path("anyOf");
    if (!anyOf.isEmpty() && matches(value, anyOf, path) == 0) {
      errors.invalid(
          path, SchemaValidation.shown(value), at + "validate at least one schema (anyOf)");
    }
    JsonNode oneOf = schema.path("oneOf");
    if (!oneOf.isEmpty()) {
      int matches = matches(value, oneOf, path);
      if (matches != 1) {
        String found =
            matches == 0 ? "Found none valid" : "Found " + matches + " valid alternatives";
        errors.invalid(
            path,
            SchemaValidation.shown(value),
            at + "validate one and only one schema (oneOf). " + found);
      }
    }
    JsonNode not = schema.path("not");
    if (not.isObject() && isFit(value, not, path)) {
      errors.invalid(path, SchemaValidation.shown(value), at + "not validate the schema (not)");
    }
  }

  private static int matches(JsonNode value, JsonNode schemas, String path) {
    int matches = 0;
    for (JsonNode schema : schemas) {
      matches += isFit(value, schema, path) ? 1 : 0;
    }
    return matches;
  }

  private static boolean isFit(JsonNode value, JsonNode schema, String path) {
    FieldErrors errors = new FieldErrors();
    nested(value, schema, path, errors);
    return errors.isEmpty();
  }

  private static void nested(JsonNode value, JsonNode schema, String path, FieldErrors errors) {
    SchemaValidation.validate(value, SchemaNode.of(schema), path, errors);
  }
}
