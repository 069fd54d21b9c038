package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schema of a kind of Kubernetes' own, read from the Java type of its API. */
public record JavaSchema(Class<?> model) implements Schema, ObjectType {

  @Override
  public Shape shape() {
    return new Shape.Model(this);
  }

  @Override
  public void decode(ObjectNode object) {
    Decoding.decode(object, this);
  }

  @Override
  public List<String> unknownFields(ObjectNode object) {
    return UnknownFields.find(object, this);
  }

  @Override
  public boolean mergesStrategically() {
    return true;
  }

  @Override
  public String name() {
    return model.getSimpleName();
  }

  @Override
  public Map<String, ModelField> fields() {
    return ModelFields.of(model);
  }

  @Override
  public boolean hasOneOwner() {
    return MergeRules.WHOLE_TYPES.contains(name());
  }

  /** Of the fields that tell items apart, only a port's protocol may be left out. */
  @Override
  public Optional<JsonNode> defaultOf(String field) {
    return field.equals("protocol") ? Optional.of(TextNode.valueOf("TCP")) : Optional.empty();
  }
}
