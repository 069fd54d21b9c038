package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.core.EphemeralContainers;
import io.kubevert.apiserver.kinds.core.PodResize;
import io.kubevert.apiserver.kinds.policy.PodEviction;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.SubresourceDefinition;
import io.kubevert.apiserver.registry.SubresourcePart;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.serviceaccount.TokenRequests;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ObjectKey;
import io.vertx.core.Future;
import java.util.List;

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
  Future<ResourceAnswer> answer(ServedVersion version, Target target, ResourceRequest request) {
    return switch (request.info().subresource()) {
      case "scale" -> scale(target, request);
      case "binding" -> binding(version, target, request);
      case "ephemeralcontainers" -> podPart(version, target, request, EphemeralContainers.PART);
      case "resize" -> podPart(version, target, request, PodResize.PART);
      case "eviction" -> eviction(version, target, request);
      case "token" -> token(version, target, request);
      case "finalize" -> finalizing(version, target, request);
      default -> StatusException.refused(Statuses.noSuchPath());
    };
  }

  private Future<ResourceAnswer> scale(Target target, ResourceRequest request) {
    if (!target.definition().subresources().contains("scale")) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = request.writeOptions();
    ServedVersion scale = ServedVersion.stored(SubresourceDefinition.SCALE);
    return switch (request.info().verb()) {
      case "get" -> ResourceAnswer.one(scale, List.of(), registry.scale(target));
      case "update" -> {
        InboundObject body = InboundObject.of(request, scale);
        yield ResourceAnswer.one(
            scale, body.warnings(), registry.updateScale(target, body.object(), options));
      }
      case "patch" -> {
        InboundPatch patch = InboundPatch.of(request, scale);
        yield ResourceAnswer.one(
            scale, patch.warnings(), registry.patchScale(target, patch.patching(), options));
      }
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ResourceAnswer> binding(
      ServedVersion version, Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    InboundObject body = body(SubresourceDefinition.BINDING, request);
    return ResourceAnswer.one(
        version, body.warnings(), registry.bind(target, body.object(), request.writeOptions()));
  }

  private Future<ResourceAnswer> eviction(
      ServedVersion version, Target target, ResourceRequest request) {
    requireVerb(target, "pods", "create", request);
    InboundObject body = body(SubresourceDefinition.EVICTION, request);
    String named = body.object().path("metadata").path("name").asText("");
    if (!named.equals(target.name())) {
      return StatusException.refused(
          Statuses.badRequest("name in URL does not match name in Eviction object"));
    }
    DeleteRequest deletion = DeleteRequest.of(body.object().path("deleteOptions"), request.query());
    return ResourceAnswer.one(
        version,
        body.warnings(),
        registry
            .get(target)
            .compose(
                pod -> {
                  PodEviction.admit(Json.parse(pod.body()), registry::all);
                  return registry.delete(target, deletion);
                })
            .map(Registry.SUCCESS));
  }

  private Future<ResourceAnswer> podPart(
      ServedVersion version, Target target, ResourceRequest request, SubresourcePart part) {
    if (!target.definition().type().groupResource().equals("pods")) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = request.writeOptions();
    return switch (request.info().verb()) {
      case "get" -> ResourceAnswer.one(version, List.of(), registry.get(target));
      case "update" -> {
        InboundObject body = InboundObject.of(request, version);
        yield ResourceAnswer.one(
            version, body.warnings(), registry.updatePart(target, body.object(), part, options));
      }
      case "patch" -> {
        InboundPatch patch = InboundPatch.of(request, version);
        yield ResourceAnswer.one(
            version, patch.warnings(), registry.patchPart(target, patch.patching(), part, options));
      }
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ResourceAnswer> token(
      ServedVersion version, Target target, ResourceRequest request) {
    requireVerb(target, "serviceaccounts", "create", request);
    ObjectKey account = new ObjectKey(target.namespace(), target.name());
    InboundObject body = body(SubresourceDefinition.TOKEN_REQUEST, request);
    ObjectNode answer = tokens.answer(request.user(), account, body.object());
    return ResourceAnswer.one(
        version, body.warnings(), Future.succeededFuture(new ApiResponse(201, Json.bytes(answer))));
  }

  private Future<ResourceAnswer> finalizing(
      ServedVersion version, Target target, ResourceRequest request) {
    requireVerb(target, "namespaces", "update", request);
    InboundObject body = InboundObject.of(request, version);
    return ResourceAnswer.one(
        version,
        body.warnings(),
        registry.finalizeNamespace(target, body.object(), request.writeOptions()));
  }

  private static InboundObject body(ResourceDefinition definition, ResourceRequest request) {
    return InboundObject.of(request, ServedVersion.stored(definition));
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
