package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.ListQuery;
import io.kubevert.apiserver.registry.Patching;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.schema.Decoding;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.PatchType;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Leads a request to the registry's verb: the same way for HTTPS and for the event bus. */
public final class ResourceHandler {
  private final ResourceCatalog catalog;
  private final Registry registry;

  public ResourceHandler(ResourceCatalog catalog, Registry registry) {
    this.catalog = catalog;
    this.registry = registry;
  }

  /** Answers a request; refusals fail the future with a {@link StatusException}. */
  public Future<ResourceAnswer> handle(ResourceRequest request) {
    try {
      ResourceDefinition definition = definition(request.info());
      return request.info().name().isEmpty()
          ? collection(definition, request)
          : object(target(definition, request.info()), request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * The resource that a request is about.
   *
   * @throws StatusException if there is none
   */
  public ResourceDefinition definition(RequestInfo info) {
    return catalog
        .find(info.group(), info.version(), info.resource())
        .orElseThrow(() -> new StatusException(Statuses.noSuchPath()));
  }

  /** The object that a request is about. */
  public static Target target(ResourceDefinition definition, RequestInfo info) {
    boolean namespaced = definition.type().namespaced();
    if (namespaced && info.namespace().isEmpty()) {
      throw new StatusException(Statuses.noSuchPath());
    }
    return new Target(definition, namespaced ? info.namespace() : "", info.name());
  }

  private Future<ResourceAnswer> collection(
      ResourceDefinition definition, ResourceRequest request) {
    String namespace = definition.type().namespaced() ? request.info().namespace() : "";
    return switch (request.info().verb()) {
      case "list" -> list(definition, namespace, request);
      case "create" -> create(definition, namespace, request);
      case "deletecollection" ->
          registry
              .deleteCollection(
                  definition,
                  namespace,
                  ListQuery.of(request.query(), definition),
                  DeleteRequest.of(RequestBody.optionalObject(request), request.query()))
              .map(response -> new ResourceAnswer.One(definition, response, List.of()));
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ResourceAnswer> list(
      ResourceDefinition definition, String namespace, ResourceRequest request) {
    ListQuery query = ListQuery.of(request.query(), definition);
    return Future.succeededFuture(
        new ResourceAnswer.Many(definition, registry.list(definition, namespace, query)));
  }

  private Future<ResourceAnswer> create(
      ResourceDefinition definition, String namespace, ResourceRequest request) {
    if (definition.type().namespaced() && namespace.isEmpty()) {
      return StatusException.refused(Statuses.methodNotAllowed());
    }
    ObjectNode body = RequestBody.object(request);
    List<String> warnings = validated(body, definition, request);
    return registry
        .create(definition, namespace, body, WriteOptions.of(request.query()))
        .map(response -> new ResourceAnswer.One(definition, response, warnings));
  }

  private Future<ResourceAnswer> object(Target target, ResourceRequest request) {
    return switch (request.info().subresource()) {
      case "" -> main(target, request);
      case "status" -> status(target, request);
      case "scale" -> answered(target, scale(target, request));
      case "binding" -> answered(target, binding(target, request));
      case "eviction" -> answered(target, eviction(target, request));
      case "finalize" -> answered(target, finalizing(target, request));
      default -> StatusException.refused(Statuses.noSuchPath());
    };
  }

  private Future<ResourceAnswer> main(Target target, ResourceRequest request) {
    WriteOptions options = WriteOptions.of(request.query());
    return switch (request.info().verb()) {
      case "get" -> answered(target, registry.get(target));
      case "update" -> {
        ObjectNode body = RequestBody.object(request);
        List<String> warnings = validated(body, target.definition(), request);
        yield registry
            .update(target, body, options)
            .map(response -> new ResourceAnswer.One(target.definition(), response, warnings));
      }
      case "patch" -> answered(target, registry.patch(target, patching(request), options));
      case "delete" ->
          answered(
              target,
              registry.delete(
                  target, DeleteRequest.of(RequestBody.optionalObject(request), request.query())));
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ResourceAnswer> status(Target target, ResourceRequest request) {
    if (!target.definition().hasStatus()) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = WriteOptions.of(request.query());
    return switch (request.info().verb()) {
      case "get" -> answered(target, registry.get(target));
      case "update" ->
          answered(target, registry.updateStatus(target, RequestBody.object(request), options));
      case "patch" -> answered(target, registry.patchStatus(target, patching(request), options));
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ApiResponse> scale(Target target, ResourceRequest request) {
    requireSubresource(target, "scale");
    WriteOptions options = WriteOptions.of(request.query());
    return switch (request.info().verb()) {
      case "get" -> registry.scale(target);
      case "update" -> registry.updateScale(target, RequestBody.object(request), options);
      case "patch" -> registry.patchScale(target, patching(request), options);
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ApiResponse> binding(Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    return registry.bind(target, RequestBody.object(request), WriteOptions.of(request.query()));
  }

  private Future<ApiResponse> eviction(Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    ObjectNode eviction = RequestBody.object(request);
    return registry
        .delete(target, DeleteRequest.of(eviction.path("deleteOptions"), request.query()))
        .map(Registry.SUCCESS);
  }

  private Future<ApiResponse> finalizing(Target target, ResourceRequest request) {
    requireVerb(target, "namespaces", "update", request);
    return registry.finalizeNamespace(
        target, RequestBody.object(request), WriteOptions.of(request.query()));
  }

  private static void requireSubresource(Target target, String subresource) {
    if (!target.definition().subresources().contains(subresource)) {
      throw new StatusException(Statuses.noSuchPath());
    }
  }

  private static void requireVerb(
      Target target, String plural, String verb, ResourceRequest request) {
    if (!target.definition().type().groupResource().equals(plural)) {
      throw new StatusException(Statuses.noSuchPath());
    }
    if (!request.info().verb().equals(verb)) {
      throw new StatusException(Statuses.methodNotAllowed());
    }
  }

  private static Future<ResourceAnswer> answered(Target target, Future<ApiResponse> response) {
    return response.map(answer -> new ResourceAnswer.One(target.definition(), answer, List.of()));
  }

  private static List<String> validated(
      ObjectNode body, ResourceDefinition definition, ResourceRequest request) {
    try {
      Decoding.decode(body, definition.model());
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          Statuses.badRequest(
              definition.type().kind()
                  + " in version \""
                  + definition.type().version()
                  + "\" cannot be handled as a "
                  + definition.type().kind()
                  + ": "
                  + e.getMessage()));
    }
    return FieldValidation.of(request.query()).check(body, definition.model(), request);
  }

  private static Patching patching(ResourceRequest request) {
    for (PatchType type : PatchType.values()) {
      if (type.mediaType().equals(request.contentType())) {
        // An apply comes as YAML; the rest of the server speaks JSON.
        byte[] body = type == PatchType.APPLY ? RequestBody.toJson(request.body()) : request.body();
        return new Patching(type, body);
      }
    }
    throw new StatusException(
        Statuses.unsupportedMediaType(
            Arrays.stream(PatchType.values())
                .map(PatchType::mediaType)
                .collect(Collectors.joining(", "))));
  }
}
