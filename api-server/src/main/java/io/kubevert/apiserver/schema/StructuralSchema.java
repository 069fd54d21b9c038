package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schema of a custom resource, as its CustomResourceDefinition writes it: structural, which
 * means that it says of every field what it is, so that the others can be dropped (KEP-1111).
 */
public final class StructuralSchema implements Schema, ObjectType {
  static final JavaSchema METADATA = new JavaSchema(ObjectMeta.class);

  private final SchemaNode root;
  private final Map<String, ModelField> fields;

  private StructuralSchema(SchemaNode root) {
    this.root = root;
    this.fields = new HashMap<>(root.fields());
    fields.put("metadata", new ModelField("metadata", METADATA.shape(), MergeRule.NONE));
    for (String field : List.of("apiVersion", "kind")) {
      fields.put(field, new ModelField(field, new Shape.Scalar("string", ""), MergeRule.NONE));
    }
  }

  /**
   * @param document an {@code openAPIV3Schema} without faults; not to be changed from now on
   */
  public static StructuralSchema of(JsonNode document) {
    return new StructuralSchema(SchemaNode.of(document));
  }

  /** The schema as it is written. */
  public JsonNode document() {
    return root.document();
  }

  @Override
  public Shape shape() {
    return new Shape.Model(this);
  }

  @Override
  public void decode(ObjectNode object) {
    if (object.path("metadata") instanceof ObjectNode metadata) {
      Decoding.decode(metadata, METADATA, "metadata");
    } else if (object.hasNonNull("metadata")) {
      throw new IllegalArgumentException(
          "json: cannot unmarshal metadata into field metadata of type ObjectMeta");
    }
    Pruning.prune(object, root);
  }

  @Override
  public List<String> unknownFields(ObjectNode object) {
    return Pruning.unknownFields(object, root);
  }

  @Override
  public boolean mergesStrategically() {
    return false;
  }

  /** Fills in what the user left out. */
  public void setDefaults(ObjectNode object) {
    Defaulting.apply(object, root);
  }

  /**
   * Makes a stored object what it is under this schema, which may be another than when it was
   * written.
   *
   * @return the same object, without unknown fields and with the defaults of those left out
   */
  public ObjectNode read(ObjectNode object) {
    Pruning.prune(object, root);
    setDefaults(object);
    return object;
  }

  /**
   * Adds every fault of an object's fields, metadata excepted, that the object before did not have.
   *
   * @param old as it was stored; missing for a new object
   */
  public void validate(ObjectNode object, JsonNode old, FieldErrors errors) {
    SchemaValidation.validate(object, old, root, "", errors);
    ListTypes.validate(object, root, "", errors);
  }

  @Override
  public String name() {
    return "object";
  }

  @Override
  public Map<String, ModelField> fields() {
    return fields;
  }

  @Override
  public boolean hasOneOwner() {
    return false;
  }

  @Override
  public Optional<JsonNode> defaultOf(String field) {
    return root.defaultOf(field);
  }
}
