package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.HashMap;
import java.util.Map;

/** A ConfigMap that the controller, or an Ingress of its own namespace, refers to. */
public record ConfigMap(ObjectKey key, Map<String, String> data) {

  /** Reads what the API server sends. */
  public static ConfigMap of(JsonNode object) {
    Map<String, String> data = new HashMap<>();
    object
        .path("data")
        .properties()
        .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
    return new ConfigMap(ObjectKey.of(object), Map.copyOf(data));
  }
}
