package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.core.EphemeralContainers;
import io.kubevert.apiserver.kinds.core.PodResize;
import io.kubevert.apiserver.kinds.policy.PodEviction;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.serviceaccount.TokenRequests;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ObjectKey;
import io.vertx.core.Future;
import java.util.function.BinaryOperator;

/** The verbs of an object's subresources other than status. */
final class SubresourceVerbs {
  private final Registry registry;
  private final TokenRequests tokens;

  SubresourceVerbs(Registry registry, TokenRequests tokens) {
    this.registry = registry;
    this.tokens = tokens;
  }

  /**
   * @throws StatusException if the object has no such subresource, or it has no such verb
   */
  Future<ApiResponse> answer(ServedVersion version, Target target, ResourceRequest request) {
    return switch (request.info().subresource()) {
      case "scale" -> scale(target, request);
      case "binding" -> binding(target, request);
      case "ephemeralcontainers" -> podPart(version, target, request, EphemeralContainers::admit);
      case "resize" -> podPart(version, target, request, PodResize::admit);
      case "eviction" -> eviction(target, request);
      case "token" -> token(target, request);
      case "finalize" -> finalizing(target, request);
      default -> StatusException.refused(Statuses.noSuchPath());
    };
  }

  private Future<ApiResponse> scale(Target target, ResourceRequest request) {
    if (!target.definition().subresources().contains("scale")) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = request.writeOptions();
    return switch (request.info().verb()) {
      case "get" -> registry.scale(target);
      case "update" ->
          registry.updateScale(target, InboundObject.of(request, Registry.SCALE).object(), options);
      case "patch" ->
          registry.patchScale(target, InboundPatch.of(request, Registry.SCALE).patching(), options);
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ApiResponse> binding(Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    return registry.bind(target, RequestBody.object(request), request.writeOptions());
  }

  private Future<ApiResponse> eviction(Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    ObjectNode eviction = RequestBody.object(request);
    DeleteRequest deletion = DeleteRequest.of(eviction.path("deleteOptions"), request.query());
    return registry
        .get(target)
        .compose(
            pod -> {
              PodEviction.admit(Json.parse(pod.body()), registry::all);
              return registry.delete(target, deletion);
            })
        .map(Registry.SUCCESS);
  }

  private Future<ApiResponse> podPart(
      ServedVersion version,
      Target target,
      ResourceRequest request,
      BinaryOperator<ObjectNode> admit) {
    if (!target.definition().type().groupResource().equals("pods")) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = request.writeOptions();
    return switch (request.info().verb()) {
      case "get" -> registry.get(target);
      case "update" -> registry.updatePart(target, RequestBody.object(request), admit, options);
      case "patch" ->
          registry.patchPart(target, InboundPatch.of(request, version).patching(), admit, options);
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ApiResponse> token(Target target, ResourceRequest request) {
    requireVerb(target, "serviceaccounts", "create", request);
    ObjectKey account = new ObjectKey(target.namespace(), target.name());
    ObjectNode answer = tokens.answer(request.user(), account, RequestBody.object(request));
    return Future.succeededFuture(new ApiResponse(201, Json.bytes(answer)));
  }

  private Future<ApiResponse> finalizing(Target target, ResourceRequest request) {
    requireVerb(target, "namespaces", "update", request);
    return registry.finalizeNamespace(target, RequestBody.object(request), request.writeOptions());
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
}
