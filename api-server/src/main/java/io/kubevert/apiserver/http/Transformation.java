package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ListBody;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.request.ResourceAnswer;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.table.IncludeObject;
import io.kubevert.apiserver.table.Tables;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import java.util.List;

/** Turns answers into Tables and partial objects. */
final class Transformation {
  private static final String META = "meta.k8s.io/";

  private final Representation representation;
  private final IncludeObject include;

  /**
   * @param includeObject the query parameter; empty when there is none
   * @throws StatusException if the parameter has a value that it cannot have
   */
  Transformation(Representation representation, String includeObject) {
    this.representation = representation;
    try {
      this.include = IncludeObject.parse(includeObject);
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    }
  }

  Representation representation() {
    return representation;
  }

  boolean isIdentity() {
    return representation.as() == Representation.As.OBJECT;
  }

  /** Whether the client gets what is stored, as JSON. */
  boolean isPlain() {
    return isIdentity() && !representation.yaml();
  }

  ApiResponse apply(ResourceAnswer answer) {
    if (isIdentity()) {
      return answer.toResponse();
    }
    return switch (answer) {
      case ResourceAnswer.One one -> {
        ObjectNode object = Json.parse(one.response().body());
        boolean known = object.path("kind").asText().equals(one.definition().type().kind());
        yield known
            ? new ApiResponse(one.response().code(), Json.bytes(object(one.definition(), object)))
            : one.response();
      }
      case ResourceAnswer.Passing passing -> passing.response();
      case ResourceAnswer.Many many -> new ApiResponse(200, Json.bytes(list(many)));
    };
  }

  /** One object, as answer or as part of a watch event. */
  ObjectNode object(ResourceDefinition definition, ObjectNode object) {
    return switch (representation.as()) {
      case OBJECT -> object;
      case TABLE -> {
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        yield versioned(Tables.of(definition, List.of(object), include, metadata));
      }
      case PARTIAL -> partial(object);
    };
  }

  private ObjectNode list(ResourceAnswer.Many many) {
    List<ObjectNode> objects =
        many.page().entries().stream().map(entry -> Json.parse(entry.value())).toList();
    ObjectNode metadata = ListBody.metadata(many.page());
    if (representation.as() == Representation.As.TABLE) {
      return versioned(Tables.of(many.definition(), objects, include, metadata));
    }
    ObjectNode list = versioned(Json.object().put("kind", "PartialObjectMetadataList"));
    list.set("metadata", metadata);
    ArrayNode items = list.putArray("items");
    objects.forEach(object -> items.add(partial(object)));
    return list;
  }

  private ObjectNode partial(ObjectNode object) {
    ObjectNode partial = versioned(Json.object().put("kind", "PartialObjectMetadata"));
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  private ObjectNode versioned(ObjectNode object) {
    return object.put("apiVersion", META + representation.version());
  }
}
