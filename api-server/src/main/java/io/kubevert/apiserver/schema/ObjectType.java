package io.kubevert.apiserver.schema;

import java.util.Map;

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
}
