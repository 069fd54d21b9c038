package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A Node.
 *
 * @param address its InternalIP
 * @param serving whether clients can be sent there: it is ready and not excluded from load
 *     balancers
 */
public record Node(String name, Optional<String> address, boolean serving) {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

  /** Reads what the API server sends. */
  public static Node of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    boolean ready = false;
    for (JsonNode condition : object.path("status").path("conditions")) {
      ready |= is(condition, "Ready") && condition.path("status").asText().equals("True");
    }
    Optional<String> internal = Optional.empty();
    for (JsonNode address : object.path("status").path("addresses")) {
      if (internal.isEmpty() && is(address, "InternalIP")) {
        internal = Optional.of(address.path("address").asText());
      }
    }
    return new Node(
        metadata.path("name").asText(), internal, ready && !metadata.path("labels").has(EXCLUDED));
  }

  private static boolean is(JsonNode entry, String type) {
    return entry.path("type").asText().equals(type);
  }
}
