package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A claim that names an object.
 *
 * @param claim its name among the private claims
 * @param deciding whether the token ends with the object
 */
enum Binding {
  ACCOUNT("serviceaccount", ResourceTypes.SERVICE_ACCOUNTS, true),
  POD("pod", ResourceTypes.PODS, true),
  SECRET("secret", ResourceTypes.SECRETS, true),
  /** Said of a pod's token, too, so it tells where, and a node that is gone ends nothing. */
  NODE("node", ResourceTypes.NODES, false);

  /** How long an object on its way out is good for, after its time has come. */
  private static final long LEEWAY_SECONDS = 60;

  private final String claim;
  private final ResourceType type;
  private final boolean deciding;

  Binding(String claim, ResourceType type, boolean deciding) {
    this.claim = claim;
    this.type = type;
    this.deciding = deciding;
  }

  ResourceType type() {
    return type;
  }

  Optional<ObjectNode> find(KnownObjects objects, String namespace, String name) {
    return objects.find(type, new ObjectKey(type.namespaced() ? namespace : "", name));
  }

  void put(ObjectNode claims, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    claims
        .putObject(claim)
        .put("name", metadata.path("name").asText())
        .put("uid", metadata.path("uid").asText());
  }

  String name(JsonNode claims) {
    return claims.path(claim).path("name").asText("");
  }

  String uid(JsonNode claims) {
    return claims.path(claim).path("uid").asText("");
  }

  /** Whether the object that the claims name, if they name one, is there. */
  boolean holds(JsonNode claims, KnownObjects objects, Instant now) {
    if (!deciding || !claims.has(claim)) {
      return true;
    }
    return find(objects, claims.path("namespace").asText(), name(claims))
        .map(object -> object.path("metadata"))
        .filter(metadata -> metadata.path("uid").asText().equals(uid(claims)))
        .filter(metadata -> !isOver(metadata.path("deletionTimestamp").asText(""), now))
        .isPresent();
  }

  private static boolean isOver(String deletion, Instant now) {
    try {
      return !deletion.isEmpty()
          && Instant.parse(deletion).plusSeconds(LEEWAY_SECONDS).isBefore(now);
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}
