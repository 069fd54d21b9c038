package io.kubevert.apiserver.schema;

import java.lang.reflect.Type;

/**
 * One field of a model type.
 *
 * @param name its name in JSON
 * @param type its Java type
 * @param merge how a patch merges into it
 */
public record ModelField(String name, Type type, MergeRule merge) {

  /** What its value may look like. */
  public Shape shape() {
    return Shape.of(type);
  }
}
