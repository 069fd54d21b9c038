package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.util.Optional;

/** The object that a token is asked to end with. */
record BoundObject(Binding binding, ObjectNode object) {
  private static final String NODES = "system:nodes";
  private static final String NODE = "system:node:";

  /**
   * @param reference missing when the token is bound to its account alone
   * @throws StatusException if there is no such object, or it is not the account's
   */
  static Optional<BoundObject> of(JsonNode reference, ObjectKey account, KnownObjects objects) {
    if (!reference.isObject()) {
      return Optional.empty();
    }
    String name = reference.path("name").asText("");
    Binding binding = binding(reference, account);
    ObjectNode object =
        binding
            .find(objects, account.namespace(), name)
            .orElseThrow(() -> new StatusException(Statuses.notFound(binding.type(), name)));
    String asked = reference.path("uid").asText("");
    String uid = object.path("metadata").path("uid").asText();
    if (!asked.isEmpty() && !asked.equals(uid)) {
      String why =
          "the UID in the bound object reference (%s) does not match the UID in record. The object"
              + " might have been deleted and then recreated";
      throw new StatusException(Statuses.conflict(binding.type(), name, why.formatted(asked)));
    }
    JsonNode user = object.path("spec").path("serviceAccountName");
    if (binding == Binding.POD && !user.asText("").equals(account.name())) {
      throw new StatusException(
          Statuses.badRequest(
              "cannot bind token to pod \"%s\" running with different service account name"
                  .formatted(name)));
    }
    return Optional.of(new BoundObject(binding, object));
  }

  private static Binding binding(JsonNode reference, ObjectKey account) {
    String version = reference.path("apiVersion").asText("");
    String kind = reference.path("kind").asText("");
    return switch (version + "/" + kind) {
      case "v1/Pod" -> Binding.POD;
      case "v1/Secret" -> Binding.SECRET;
      case "v1/Node" -> Binding.NODE;
      default ->
          throw new StatusException(
              Statuses.badRequest(
                  "cannot bind token for serviceaccount \"%s\" to object of type %s, Kind=%s"
                      .formatted(account.name(), version, kind)));
    };
  }

  /**
   * Admits a node's requests for its own pods alone.
   *
   * @throws StatusException for any other of a node's
   */
  static void admit(User user, Optional<BoundObject> bound, ObjectKey account) {
    if (!user.isIn(NODES)) {
      return;
    }
    Optional<BoundObject> pod = bound.filter(one -> one.binding == Binding.POD);
    if (pod.isEmpty()) {
      throw refused(account, "node requested token not bound to a pod");
    }
    String node = pod.get().object.path("spec").path("nodeName").asText("");
    if (!user.name().equals(NODE + node)) {
      throw refused(account, "node requested token bound to a pod scheduled on a different node");
    }
  }

  private static StatusException refused(ObjectKey account, String why) {
    return new StatusException(
        Statuses.forbidden(ResourceTypes.SERVICE_ACCOUNTS, account.name(), why));
  }

  /** Adds what the token says of the object, and of the node that a pod is on. */
  void put(ObjectNode claims, KnownObjects objects) {
    binding.put(claims, object);
    String node = object.path("spec").path("nodeName").asText("");
    if (binding == Binding.POD && !node.isEmpty()) {
      Binding.NODE.find(objects, "", node).ifPresent(found -> Binding.NODE.put(claims, found));
    }
  }
}
