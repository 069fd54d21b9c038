package io.kubevert.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.request.ObjectList;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Kubernetes API as a component sees it, whatever carries it.
 *
 * <p>Every future completes on the context that the client was made for, and fails with {@link
 * ApiException} when the server refused. Objects are JSON trees; {@link Json#read} turns them into
 * Java types. A returned tree belongs to the caller.
 */
public interface KubeClient {

  /** Sends one request and returns whatever the server answered, refusals included. */
  Future<ApiResponse> send(ApiRequest request);

  /**
   * Subscribes to every change of a resource from now on. Messages may be lost: {@link
   * io.kubevert.client.informer.Informer} is what makes a reliable view of them.
   *
   * @param handler called on this client's context
   */
  Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler);

  /**
   * Has the API server ask here before it stores an object of a resource that came from a user. Of
   * several that ask for it one is asked; while none is there, all objects pass. By default, nobody
   * ever is.
   *
   * @param reviewer called on this client's context
   */
  default Future<Review> review(ResourceType type, Reviewer reviewer) {
    return Future.succeededFuture(Future::succeededFuture);
  }

  /** Says what is wrong with an object. */
  @FunctionalInterface
  interface Reviewer {

    /** For the person who wrote the object; empty when it may be stored. */
    Optional<String> refusal(ObjectNode object);
  }

  /** Being asked. */
  @FunctionalInterface
  interface Review {
    Future<Void> close();
  }

  /** A live subscription. */
  interface Watch {

    /** Which store the server serves from, as in {@link WatchEvent#storeId}. */
    long storeId();

    /** How often the server publishes a bookmark. */
    Duration bookmarkInterval();

    Future<Void> close();
  }

  default Future<ObjectNode> get(ResourceType type, ObjectKey key) {
    return object(ApiRequest.of("GET", type.objectPath(key), Map.of()));
  }

  /** One page, or everything in one page when the options set no limit. */
  default Future<ObjectList> list(ResourceType type, ListOptions options) {
    return object(ApiRequest.of("GET", type.collectionPath(options.namespace()), options.query()))
        .map(
            list -> {
              List<ObjectNode> items = new ArrayList<>();
              list.path("items").forEach(item -> items.add((ObjectNode) item));
              JsonNode metadata = list.path("metadata");
              return new ObjectList(
                  metadata.path("resourceVersion").asLong(),
                  items,
                  metadata.path("continue").asText(""));
            });
  }

  /** Creates the object that the tree describes, in the namespace that its metadata names. */
  default Future<ObjectNode> create(ResourceType type, ObjectNode object) {
    String path = type.collectionPath(ObjectKey.of(object).namespace());
    return object(withJson("POST", path, typed(type, object)));
  }

  /** Replaces an object; its resourceVersion, if set, must be the current one. */
  default Future<ObjectNode> update(ResourceType type, ObjectNode object) {
    return object(withJson("PUT", type.objectPath(ObjectKey.of(object)), typed(type, object)));
  }

  /** Replaces an object's status and nothing else. */
  default Future<ObjectNode> updateStatus(ResourceType type, ObjectNode object) {
    String path = type.objectPath(ObjectKey.of(object)) + "/status";
    return object(withJson("PUT", path, typed(type, object)));
  }

  /**
   * Changes part of an object.
   *
   * @param subresource empty for the object itself, else as in {@code status}
   */
  default Future<ObjectNode> patch(
      ResourceType type, ObjectKey key, String subresource, PatchType patchType, JsonNode patch) {
    String path = type.objectPath(key) + (subresource.isEmpty() ? "" : "/" + subresource);
    return object(
        new ApiRequest("PATCH", path, Map.of(), patchType.mediaType(), Json.bytes(patch)));
  }

  /** Deletes an object, or marks it for deletion while something still holds it. */
  default Future<Void> delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return object(withJson("DELETE", type.objectPath(key), options.toJson())).mapEmpty();
  }

  /** Creates a subresource of an object, as in {@code pods/binding}. */
  default Future<ObjectNode> createSubresource(
      ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
    return object(withJson("POST", type.objectPath(key) + "/" + subresource, body));
  }

  private Future<ObjectNode> object(ApiRequest request) {
    return send(request)
        .compose(
            response ->
                response.succeeded()
                    ? Future.succeededFuture(Json.parse(response.body()))
                    : Future.failedFuture(
                        new ApiException(response.code(), Json.parse(response.body()))));
  }

  private static ApiRequest withJson(String method, String path, JsonNode body) {
    return new ApiRequest(method, path, Map.of(), "application/json", Json.bytes(body));
  }

  private static ObjectNode typed(ResourceType type, ObjectNode object) {
    return object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
  }
}
