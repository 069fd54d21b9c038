package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

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
    return false;
  }
}
