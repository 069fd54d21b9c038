package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Secret that some Ingress of its own namespace refers to.
 *
 * @param data the values, decoded; a value that is not base64 is left out
 */
public record Secret(ObjectKey key, String type, Map<String, byte[]> data) {

  /** Reads what the API server sends. */
  public static Secret of(JsonNode object) {
    Map<String, byte[]> data = new HashMap<>();
    object
        .path("data")
        .properties()
        .forEach(
            entry ->
                decode(entry.getValue().asText())
                    .ifPresent(value -> data.put(entry.getKey(), value)));
    return new Secret(ObjectKey.of(object), object.path("type").asText("Opaque"), Map.copyOf(data));
  }

  private static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Not the values: they do not belong in a log. */
  @Override
  public String toString() {
    return "Secret[" + key + ", type=" + type + ", keys=" + data.keySet() + "]";
  }
}
