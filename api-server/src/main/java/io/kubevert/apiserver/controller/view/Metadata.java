package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object's metadata.
 *
 * @param revision the resourceVersion as a number, by which two states of an object compare
 * @param owners empty or any number of owners, of which at most one is the controller
 * @param deleting whether the object is marked for deletion
 */
public record Metadata(
    ObjectKey key,
    String uid,
    long revision,
    long generation,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<OwnerReference> owners,
    List<String> finalizers,
    Instant created,
    boolean deleting) {

  /** Reads the metadata of an object. */
  public static Metadata of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new Metadata(
        ObjectKey.of(object),
        metadata.path("uid").asText(),
        metadata.path("resourceVersion").asLong(),
        metadata.path("generation").asLong(),
        Fields.strings(metadata.path("labels")),
        Fields.strings(metadata.path("annotations")),
        Fields.list(metadata.path("ownerReferences"), OwnerReference::of),
        Fields.list(metadata.path("finalizers"), JsonNode::asText),
        Fields.time(metadata.path("creationTimestamp")).orElse(Instant.EPOCH),
        metadata.has("deletionTimestamp"));
  }

  public String name() {
    return key.name();
  }

  public String namespace() {
    return key.namespace();
  }

  /** The one owner that controls this object. */
  public Optional<OwnerReference> controller() {
    return owners.stream().filter(OwnerReference::controller).findFirst();
  }

  /** Whether an object of this uid controls this object. */
  public boolean controlledBy(String ownerUid) {
    return controller().filter(owner -> owner.uid().equals(ownerUid)).isPresent();
  }

  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  public String annotation(String name) {
    return annotations.getOrDefault(name, "");
  }

  /** Enough of the object to write an event about it. */
  public ObjectNode reference(ResourceType type) {
    ObjectNode object = Json.object();
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata = object.putObject("metadata").put("name", name()).put("uid", uid);
    if (type.namespaced()) {
      metadata.put("namespace", namespace());
    }
    return object;
  }
}
