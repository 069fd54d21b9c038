package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One place of a structural schema: what a value there may be (KEP-1111).
 *
 * @param document the place as the CustomResourceDefinition writes it; not to be changed
 * @param properties the fields that an object has
 * @param values what the other values of an object are, when it may have any key
 * @param items what the elements of a list are
 * @param fields the properties as patches and owners see them
 */
record SchemaNode(
    JsonNode document,
    Map<String, SchemaNode> properties,
    Optional<SchemaNode> values,
    Optional<SchemaNode> items,
    Map<String, ModelField> fields)
    implements ObjectType {

  static SchemaNode of(JsonNode document) {
    Map<String, SchemaNode> properties = new LinkedHashMap<>();
    document
        .path("properties")
        .properties()
        .forEach(property -> properties.put(property.getKey(), of(property.getValue())));
    JsonNode values = document.path("additionalProperties");
    boolean anything = values.isBoolean() && values.asBoolean();
    Map<String, ModelField> fields = new LinkedHashMap<>();
    properties.forEach(
        (name, property) ->
            fields.put(name, new ModelField(name, property.shape(), property.mergeRule())));
    return new SchemaNode(
        document,
        Collections.unmodifiableMap(properties),
        values.isObject() || anything
            ? Optional.of(of(anything ? open() : values))
            : Optional.empty(),
        document.path("items").isObject()
            ? Optional.of(of(document.path("items")))
            : Optional.empty(),
        Collections.unmodifiableMap(fields));
  }

  private static JsonNode open() {
    return Json.object().put("x-kubernetes-preserve-unknown-fields", true);
  }

  /** What the value of a field of an object is; empty for a field that is not known. */
  Optional<SchemaNode> below(String field) {
    SchemaNode property = properties.get(field);
    return property == null ? values : Optional.of(property);
  }

  /** Its OpenAPI type; empty where any value fits. */
  String type() {
    return document.path("type").asText("");
  }

  boolean isNullable() {
    return document.path("nullable").asBoolean();
  }

  boolean preservesUnknownFields() {
    return document.path("x-kubernetes-preserve-unknown-fields").asBoolean();
  }

  /** Whether a value is an object of the API itself, with its own apiVersion, kind and metadata. */
  boolean isEmbeddedResource() {
    return document.path("x-kubernetes-embedded-resource").asBoolean();
  }

  boolean isIntOrString() {
    return document.path("x-kubernetes-int-or-string").asBoolean();
  }

  /** The value for those who leave it out. */
  Optional<JsonNode> defaultValue() {
    return Optional.ofNullable(document.get("default"));
  }

  /** How a list is taken: atomic, set or map. */
  String listType() {
    return document.path("x-kubernetes-list-type").asText("atomic");
  }

  /** The fields that tell the elements of a list of type map apart. */
  List<String> mapKeys() {
    return StreamSupport.stream(document.path("x-kubernetes-list-map-keys").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Override
  public String name() {
    return type();
  }

  @Override
  public boolean hasOneOwner() {
    return document.path("x-kubernetes-map-type").asText().equals("atomic");
  }

  @Override
  public Optional<JsonNode> defaultOf(String field) {
    return below(field).flatMap(SchemaNode::defaultValue);
  }

  /** What a value may look like, for whoever keeps account of its parts. */
  Shape shape() {
    return switch (type()) {
      case "object" ->
          values.isPresent() && properties.isEmpty()
              ? new Shape.MapOf(values.get().shape())
              : new Shape.Model(this);
      case "array" -> new Shape.ListOf(items.map(SchemaNode::shape).orElseGet(Shape.Any::new));
      case "" -> new Shape.Any();
      default -> new Shape.Scalar(type(), "");
    };
  }

  private MergeRule mergeRule() {
    return switch (listType()) {
      case "set" -> MergeRule.SET;
      case "map" -> MergeRule.ofMap(mapKeys());
      default -> MergeRule.ofObject(document.path("x-kubernetes-map-type").asText(""));
    };
  }
}
