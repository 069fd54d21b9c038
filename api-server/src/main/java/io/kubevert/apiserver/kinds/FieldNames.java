package io.kubevert.apiserver.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Conversion;
import java.util.Map;

/**
 * Between versions that differ by the names of top-level fields.
 *
 * @param stored the apiVersion that is stored
 * @param served the other one
 * @param names the stored name of each field, by its name in the other version
 */
public record FieldNames(String stored, String served, Map<String, String> names)
    implements Conversion {

  public FieldNames {
    names = Map.copyOf(names);
  }

  @Override
  public ObjectNode toStored(ObjectNode object) {
    ObjectNode converted = object.deepCopy().put("apiVersion", stored);
    names.forEach((ours, theirs) -> rename(converted, ours, theirs));
    return converted;
  }

  @Override
  public ObjectNode fromStored(ObjectNode object) {
    ObjectNode converted = object.deepCopy().put("apiVersion", served);
    names.forEach((ours, theirs) -> rename(converted, theirs, ours));
    return converted;
  }

  private static void rename(ObjectNode object, String from, String to) {
    if (object.has(from)) {
      object.set(to, object.remove(from));
    }
  }
}
