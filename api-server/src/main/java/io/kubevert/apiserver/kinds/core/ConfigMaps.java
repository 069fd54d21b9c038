package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** ConfigMaps. */
public final class ConfigMaps implements Strategy {
  private static final int MOST_BYTES = 1024 * 1024;

  private ConfigMaps() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.CONFIG_MAPS,
        "configmap",
        List.of("cm"),
        List.of(),
        ConfigMap.class,
        new ConfigMaps(),
        List.of(
            Column.objectName(),
            Column.number(
                "Data",
                "How many keys the ConfigMap has.",
                map -> map.path("data").size() + map.path("binaryData").size()),
            Column.age()),
        Set.of());
  }

  @Override
  public void validate(ObjectNode map, FieldErrors errors) {
    long size = 0;
    for (String field : List.of("data", "binaryData")) {
      for (var entry : map.path(field).properties()) {
        String path = field + "[" + entry.getKey() + "]";
        Names.configMapKey(entry.getKey())
            .forEach(fault -> errors.invalid(path, entry.getKey(), fault));
        if (field.equals("binaryData") && map.path("data").has(entry.getKey())) {
          errors.invalid(path, entry.getKey(), "duplicate of key present in data");
        }
        size += entry.getValue().asText("").length();
      }
    }
    if (size > MOST_BYTES) {
      errors.tooLong("", MOST_BYTES);
    }
  }

  @Override
  public void validateUpdate(ObjectNode map, ObjectNode old, FieldErrors errors) {
    Immutability.check(map, old, List.of("data", "binaryData"), errors);
  }

  @Override
  public boolean specChanged(ObjectNode map, ObjectNode old) {
    return false;
  }
}
