package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A Node.
 *
 * @param address its InternalIP
 * @param serving whether clients can be sent there: it is ready. A node that load balancers leave
 *     out is not left out, since its ports 80 and 443 are served all the same.
 */
public record Node(String name, Optional<String> address, boolean serving) {

  /** Reads what the API server sends. */
  public static Node of(JsonNode object) {
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
    return new Node(object.path("metadata").path("name").asText(), internal, ready);
  }

  private static boolean is(JsonNode entry, String type) {
    return entry.path("type").asText().equals(type);
  }
}
