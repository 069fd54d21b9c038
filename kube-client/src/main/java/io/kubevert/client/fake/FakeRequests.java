package io.kubevert.client.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ObjectKey;

/** Answers requests from a store, each as one step. */
record FakeRequests(FakeStore store) {

  ApiResponse answer(ApiRequest request) {
    synchronized (store) {
      return answer(request, RequestPath.parse(request.path()));
    }
  }

  private ApiResponse answer(ApiRequest request, RequestPath path) {
    ObjectNode current = store.get(path.resource(), path.key()).orElse(null);
    return switch (request.method()) {
      case "GET" -> path.key().name().isEmpty() ? listed(path) : found(path, current);
      case "POST" -> created(path, current, Json.parse(request.body()));
      case "PUT" -> updated(path, current, Json.parse(request.body()));
      case "PATCH" -> patched(path, current, request);
      case "DELETE" ->
          store
              .remove(path.resource(), path.key())
              .map(removed -> ok(200, removed))
              .orElseGet(() -> refused(404, "NotFound", path));
      default -> refused(405, "MethodNotAllowed", path);
    };
  }

  private ApiResponse listed(RequestPath path) {
    ObjectNode list = Json.object();
    list.putObject("metadata").put("resourceVersion", Long.toString(store.revision()));
    ArrayNode items = list.putArray("items");
    store.all(path.resource()).stream()
        .filter(object -> path.holds(ObjectKey.of(object)))
        .forEach(items::add);
    return ok(200, list);
  }

  private static ApiResponse found(RequestPath path, ObjectNode current) {
    return current == null ? refused(404, "NotFound", path) : ok(200, current);
  }

  private ApiResponse created(RequestPath path, ObjectNode current, ObjectNode body) {
    if (!path.subresource().isEmpty()) {
      return current == null ? refused(404, "NotFound", path) : createdBeneath(path, current, body);
    }
    ObjectNode metadata = body.withObjectProperty("metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      metadata.put(
          "name", metadata.path("generateName").asText() + Long.toString(store.revision(), 36));
    }
    return store.get(path.resource(), ObjectKey.of(body)).isPresent()
        ? refused(409, "AlreadyExists", path)
        : ok(201, store.put(path.resource(), body));
  }

  private ApiResponse createdBeneath(RequestPath path, ObjectNode current, ObjectNode body) {
    if (path.subresource().equals("binding")) {
      ObjectNode bound = current.deepCopy();
      bound.withObjectProperty("spec").set("nodeName", body.path("target").path("name"));
      store.put(path.resource(), bound);
    }
    return ok(201, body);
  }

  private ApiResponse updated(RequestPath path, ObjectNode current, ObjectNode body) {
    if (current == null) {
      return refused(404, "NotFound", path);
    }
    JsonNode expected = body.path("metadata").path("resourceVersion");
    if (expected.isTextual()
        && !expected.equals(current.path("metadata").path("resourceVersion"))) {
      return refused(409, "Conflict", path);
    }
    ObjectNode next = body;
    if (path.subresource().equals("status")) {
      next = current.deepCopy();
      next.set("status", body.path("status"));
    }
    return ok(200, store.put(path.resource(), next));
  }

  private ApiResponse patched(RequestPath path, ObjectNode current, ApiRequest request) {
    if (current == null) {
      return refused(404, "NotFound", path);
    }
    ObjectNode next = current.deepCopy();
    merge(next, Json.parse(request.body()));
    return ok(200, store.put(path.resource(), next));
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                target.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode nested) {
                merge(target.withObjectProperty(field.getKey()), nested);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static ApiResponse ok(int code, ObjectNode body) {
    return new ApiResponse(code, Json.bytes(body));
  }

  private static ApiResponse refused(int code, String reason, RequestPath path) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("status", "Failure").put("code", code).put("reason", reason);
    status.put("message", path.resource() + " " + path.key() + ": " + reason);
    return ok(code, status);
  }
}
