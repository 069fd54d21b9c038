package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What is known of a kind's fields: from a Java type, or from a CustomResourceDefinition. */
public sealed interface Schema permits JavaSchema, StructuralSchema {

  /** What the whole object may look like. */
  Shape shape();

  /**
   * Makes a tree that a stranger sent into one that the server may rely on, in place. Unknown
   * fields stay, unless the kind prunes them.
   *
   * @throws IllegalArgumentException if a value is of the wrong type, with its path
   */
  void decode(ObjectNode object);

  /**
   * The path of every unknown field, as in {@code spec.containers[0].foo}, in the order in which
   * they are written; asked before {@link #decode}.
   */
  List<String> unknownFields(ObjectNode object);

  /** Whether strategic merge patches have a meaning for the kind. */
  boolean mergesStrategically();
}
