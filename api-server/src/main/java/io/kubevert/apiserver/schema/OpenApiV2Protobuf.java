package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.schema.OpenApiV2Protobuf.SchemaField.Kind;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The OpenAPI 2.0 document as the messages of {@code openapi.v2} (gnostic), the only form in which
 * kubectl reads it. The numbers are those of gnostic's schema.
 */
final class OpenApiV2Protobuf {
  private static final Map<String, Integer> METHODS =
      Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);
  private static final Map<String, SchemaField> SCHEMA =
      Map.ofEntries(
          Map.entry("$ref", new SchemaField(1, Kind.TEXT)),
          Map.entry("format", new SchemaField(2, Kind.TEXT)),
          Map.entry("title", new SchemaField(3, Kind.TEXT)),
          Map.entry("description", new SchemaField(4, Kind.TEXT)),
          Map.entry("default", new SchemaField(5, Kind.ANY)),
          Map.entry("multipleOf", new SchemaField(6, Kind.DECIMAL)),
          Map.entry("maximum", new SchemaField(7, Kind.DECIMAL)),
          Map.entry("exclusiveMaximum", new SchemaField(8, Kind.BOOLEAN)),
          Map.entry("minimum", new SchemaField(9, Kind.DECIMAL)),
          Map.entry("exclusiveMinimum", new SchemaField(10, Kind.BOOLEAN)),
          Map.entry("maxLength", new SchemaField(11, Kind.INTEGER)),
          Map.entry("minLength", new SchemaField(12, Kind.INTEGER)),
          Map.entry("pattern", new SchemaField(13, Kind.TEXT)),
          Map.entry("maxItems", new SchemaField(14, Kind.INTEGER)),
          Map.entry("minItems", new SchemaField(15, Kind.INTEGER)),
          Map.entry("uniqueItems", new SchemaField(16, Kind.BOOLEAN)),
          Map.entry("maxProperties", new SchemaField(17, Kind.INTEGER)),
          Map.entry("minProperties", new SchemaField(18, Kind.INTEGER)),
          Map.entry("required", new SchemaField(19, Kind.TEXTS)),
          Map.entry("enum", new SchemaField(20, Kind.ANYS)),
          Map.entry("additionalProperties", new SchemaField(21, Kind.SCHEMA_OR_BOOLEAN)),
          Map.entry("type", new SchemaField(22, Kind.TYPE)),
          Map.entry("items", new SchemaField(23, Kind.ITEMS)),
          Map.entry("properties", new SchemaField(25, Kind.SCHEMAS)),
          Map.entry("example", new SchemaField(30, Kind.ANY)));
  private static final int SCHEMA_EXTENSION = 31;
  private static final int OPERATION_EXTENSION = 13;

  private OpenApiV2Protobuf() {}

  /** Where a keyword of JSON Schema goes, and as what. */
  record SchemaField(int number, Kind kind) {
    enum Kind {
      TEXT,
      TEXTS,
      BOOLEAN,
      INTEGER,
      DECIMAL,
      ANY,
      ANYS,
      TYPE,
      ITEMS,
      SCHEMAS,
      SCHEMA_OR_BOOLEAN
    }
  }

  static byte[] of(JsonNode document) {
    return ProtobufWriter.message(
            out -> {
              out.text(1, document.path("swagger").asText());
              JsonNode info = document.path("info");
              out.nested(
                  2,
                  to ->
                      to.text(1, info.path("title").asText())
                          .text(2, info.path("version").asText()));
              out.nested(8, to -> named(to, 2, document.path("paths"), OpenApiV2Protobuf::path));
              out.nested(
                  9, to -> named(to, 1, document.path("definitions"), OpenApiV2Protobuf::schema));
            })
        .toByteArray();
  }

  /** Writes a value of an object into its message. */
  @FunctionalInterface
  private interface Value {
    void write(ProtobufWriter out, JsonNode value);
  }

  /** An object as a list of names and values, which gnostic has for every map. */
  private static void named(ProtobufWriter out, int field, JsonNode object, Value value) {
    object
        .properties()
        .forEach(
            entry ->
                out.nested(
                    field,
                    to ->
                        to.text(1, entry.getKey())
                            .nested(2, nested -> value.write(nested, entry.getValue()))));
  }

  private static void path(ProtobufWriter out, JsonNode item) {
    METHODS.forEach(
        (method, number) -> {
          if (item.has(method)) {
            out.nested(number, to -> operation(to, item.get(method)));
          }
        });
    item.path("parameters").forEach(each -> out.nested(9, to -> parameter(to, each)));
  }

  private static void operation(ProtobufWriter out, JsonNode operation) {
    operation.path("consumes").forEach(each -> out.text(7, each.asText()));
    operation.path("parameters").forEach(each -> out.nested(8, to -> parameter(to, each)));
    out.nested(
        9,
        to ->
            named(to, 1, operation.path("responses"), (in, each) -> in.nested(1, response(each))));
    extensions(out, OPERATION_EXTENSION, operation);
  }

  private static Consumer<ProtobufWriter> response(JsonNode response) {
    return out -> {
      out.text(1, response.path("description").asText());
      if (response.has("schema")) {
        out.nested(2, to -> to.nested(1, in -> schema(in, response.get("schema"))));
      }
    };
  }

  private static void parameter(ProtobufWriter out, JsonNode parameter) {
    String name = parameter.path("name").asText();
    String in = parameter.path("in").asText();
    boolean required = parameter.path("required").asBoolean();
    String type = parameter.path("type").asText();
    boolean unique = parameter.path("uniqueItems").asBoolean();
    switch (in) {
      case "body" ->
          out.nested(
              1,
              to ->
                  to.nested(
                      1,
                      body ->
                          body.text(2, name)
                              .text(3, in)
                              .bool(4, required)
                              .nested(5, schema -> schema(schema, parameter.path("schema")))));
      case "query" ->
          nonBody(
              out,
              3,
              to -> to.bool(1, required).text(2, in).text(4, name).text(6, type).bool(20, unique));
      default ->
          nonBody(
              out,
              4,
              to -> to.bool(1, required).text(2, in).text(4, name).text(5, type).bool(19, unique));
    }
  }

  private static void nonBody(ProtobufWriter out, int kind, Consumer<ProtobufWriter> fields) {
    out.nested(1, parameter -> parameter.nested(2, choice -> choice.nested(kind, fields)));
  }

  private static void schema(ProtobufWriter out, JsonNode schema) {
    schema
        .properties()
        .forEach(
            entry -> {
              SchemaField field = SCHEMA.get(entry.getKey());
              if (field != null) {
                keyword(out, field, entry.getValue());
              }
            });
    extensions(out, SCHEMA_EXTENSION, schema);
  }

  private static void keyword(ProtobufWriter out, SchemaField field, JsonNode value) {
    int number = field.number();
    switch (field.kind()) {
      case TEXT -> out.text(number, value.asText());
      case TEXTS -> value.forEach(each -> out.text(number, each.asText()));
      case BOOLEAN -> out.bool(number, value.asBoolean());
      case INTEGER -> out.number(number, value.asLong());
      case DECIMAL -> out.number(number, value.asDouble());
      case ANY -> out.nested(number, to -> any(to, value));
      case ANYS -> value.forEach(each -> out.nested(number, to -> any(to, each)));
      case TYPE -> out.nested(number, to -> to.text(1, value.asText()));
      case ITEMS -> out.nested(number, to -> to.nested(1, in -> schema(in, value)));
      case SCHEMAS -> out.nested(number, to -> named(to, 1, value, OpenApiV2Protobuf::schema));
      case SCHEMA_OR_BOOLEAN ->
          out.nested(
              number,
              to -> {
                if (value.isObject()) {
                  to.nested(1, in -> schema(in, value));
                } else {
                  to.bool(2, value.asBoolean());
                }
              });
    }
  }

  private static void extensions(ProtobufWriter out, int field, JsonNode of) {
    of.properties().stream()
        .filter(entry -> entry.getKey().startsWith("x-"))
        .forEach(
            entry ->
                out.nested(
                    field,
                    to -> to.text(1, entry.getKey()).nested(2, in -> any(in, entry.getValue()))));
  }

  /** Any value, as YAML; and JSON is YAML. */
  private static void any(ProtobufWriter out, JsonNode value) {
    out.text(2, value.toString());
  }
}
