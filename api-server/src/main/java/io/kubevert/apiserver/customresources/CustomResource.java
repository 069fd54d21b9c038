package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.cel.SchemaRules;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.registry.ScaleFields;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.schema.StructuralSchema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one version of a CustomResourceDefinition.
 *
 * @param hasStatus whether the status is a subresource, which other writes leave alone
 * @param scale where the scale subresource finds its numbers
 * @param selectable the JSON pointers of fields that selectors may name, by how they name them
 * @param terminating whether the definition is going away, and nothing new may come
 */
record CustomResource(
    StructuralSchema schema,
    SchemaRules rules,
    boolean hasStatus,
    ScaleFields scale,
    Map<String, String> selectable,
    boolean terminating)
    implements Strategy {

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void setDefaults(ObjectNode object) {
    schema.setDefaults(object);
  }

  @Override
  public void admit(ObjectNode object, OtherObjects others) {
    if (terminating) {
      throw new StatusException(
          Statuses.methodNotAllowed(
              "create not allowed while custom resource definition is terminating"));
    }
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    if (hasStatus) {
      object.remove("status");
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (hasStatus) {
      Strategy.super.prepareForUpdate(object, old);
    }
  }

  @Override
  public void validate(ObjectNode object, JsonNode old, FieldErrors errors) {
    schema.validate(object, asRead(old), errors);
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    rules.check(object, MissingNode.getInstance(), "", errors);
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    // A rule may rely on every value's being of its type.
    if (errors.isEmpty()) {
      rules.check(object, asRead(old), "", errors);
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    schema.setDefaults(object);
    validate(object, old, errors);
    validateUpdate(object, old, errors);
  }

  private JsonNode asRead(JsonNode old) {
    return old instanceof ObjectNode stored ? schema.read(stored.deepCopy()) : old;
  }

  @Override
  public boolean specChanged(ObjectNode object, ObjectNode old) {
    List<String> aside = hasStatus ? List.of("metadata", "status") : List.of("metadata");
    return !object.deepCopy().without(aside).equals(old.deepCopy().without(aside));
  }

  @Override
  public Map<String, String> selectableFields(JsonNode object) {
    Map<String, String> fields = new HashMap<>();
    selectable.forEach((name, pointer) -> fields.put(name, object.at(pointer).asText("")));
    return fields;
  }
}
