package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** A type of objects with known fields. */
public interface ObjectType {

  /** As in {@code PodSpec}. */
  String name();

  /** The fields by name. */
  Map<String, ModelField> fields();

  /**
   * Whether a value of the type has one owner as a whole ({@code x-kubernetes-map-type: atomic}).
   */
  boolean hasOneOwner();

  /** What a field is when it is left out, for whoever tells list items apart by it. */
  Optional<JsonNode> defaultOf(String field);
}
