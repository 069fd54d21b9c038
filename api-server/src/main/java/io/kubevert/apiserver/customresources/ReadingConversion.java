package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Conversion;
import io.kubevert.apiserver.schema.StructuralSchema;

/**
 * Between a version of a custom resource and the one that is stored, which differ by their names
 * alone. What is read is as the schema is now: what it has lost since the object was written is
 * dropped, what has got a default has it.
 *
 * @param stored the apiVersion that is stored
 * @param served the other one, which may be the same
 * @param schema of the version that is stored
 */
record ReadingConversion(String stored, String served, StructuralSchema schema)
    implements Conversion {

  @Override
  public ObjectNode toStored(ObjectNode object) {
    return object.deepCopy().put("apiVersion", stored);
  }

  @Override
  public ObjectNode fromStored(ObjectNode object) {
    return schema.read(object.deepCopy()).put("apiVersion", served);
  }
}
