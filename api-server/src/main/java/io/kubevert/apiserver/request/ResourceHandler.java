package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authorization.Escalation;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.ListQuery;
import io.kubevert.apiserver.registry.Patching;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.review.Reviews;
import io.kubevert.apiserver.serviceaccount.TokenRequests;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Leads a request to the registry's verb: the same way for HTTPS and for the event bus. */
public final class ResourceHandler {
  private final ResourceCatalog catalog;
  private final Registry registry;
  private final Reviews reviews;
  private final Admission admission;
  private final SubresourceVerbs subresources;
  private final Escalation escalation;

  public ResourceHandler(
      ResourceCatalog catalog,
      Registry registry,
      Reviews reviews,
      TokenRequests tokens,
      Escalation escalation,
      Admission admission) {
    this.escalation = escalation;
    this.catalog = catalog;
    this.registry = registry;
    this.reviews = reviews;
    this.admission = admission;
    this.subresources = new SubresourceVerbs(registry, tokens);
  }

  /** Answers a request; refusals fail the future with a {@link StatusException}. */
  public Future<ResourceAnswer> handle(ResourceRequest request) {
    try {
      WriteParameters.check(request);
      Optional<ResourceDefinition> review = Reviews.find(request.info());
      if (review.isPresent()) {
        return Future.succeededFuture(review(review.get(), request));
      }
      ServedVersion version = version(request.info());
      return request.info().name().isEmpty()
          ? collection(version, request)
          : object(version, target(version.stored(), request.info()), request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * The resource that a request is about, in the version that it asks for.
   *
   * @throws StatusException if there is none
   */
  public ServedVersion version(RequestInfo info) {
    return catalog
        .version(info.group(), info.version(), info.resource())
        .orElseThrow(() -> new StatusException(Statuses.noSuchPath()));
  }

  /** Whether there is a resource for a request. */
  public boolean serves(RequestInfo info) {
    return Reviews.find(info).isPresent()
        || catalog.version(info.group(), info.version(), info.resource()).isPresent();
  }

  /** The object that a request is about. */
  public static Target target(ResourceDefinition definition, RequestInfo info) {
    boolean namespaced = definition.type().namespaced();
    if (namespaced && info.namespace().isEmpty()) {
      throw new StatusException(Statuses.noSuchPath());
    }
    return new Target(definition, namespaced ? info.namespace() : "", info.name());
  }

  private ResourceAnswer review(ResourceDefinition definition, ResourceRequest request) {
    if (!request.info().verb().equals("create") || !request.info().name().isEmpty()) {
      throw new StatusException(Statuses.methodNotAllowed());
    }
    InboundObject body = InboundObject.of(request, ServedVersion.stored(definition));
    ObjectNode review = reviews.answer(request.user(), request.info(), body.object());
    return new ResourceAnswer.Passing(new ApiResponse(201, Json.bytes(review)), body.warnings());
  }

  private Future<ResourceAnswer> collection(ServedVersion version, ResourceRequest request) {
    ResourceDefinition stored = version.stored();
    String namespace = stored.type().namespaced() ? request.info().namespace() : "";
    return switch (request.info().verb()) {
      case "list" -> {
        ListQuery query = ListQuery.of(request.query(), stored);
        yield Future.succeededFuture(
            ResourceAnswer.list(version, registry.list(stored, namespace, query)));
      }
      case "create" -> create(version, namespace, request);
      case "deletecollection" ->
          registry
              .deleteCollection(
                  stored,
                  namespace,
                  ListQuery.of(request.query(), stored),
                  DeleteRequest.of(RequestBody.optionalObject(request), request.query()))
              .map(page -> ResourceAnswer.list(version, page));
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ResourceAnswer> create(
      ServedVersion version, String namespace, ResourceRequest request) {
    if (version.stored().type().namespaced() && namespace.isEmpty()) {
      return StatusException.refused(Statuses.methodNotAllowed());
    }
    InboundObject body = InboundObject.of(request, version);
    return ResourceAnswer.one(
        version,
        body.warnings(),
        admit(version.stored(), namespace, body.object())
            .compose(
                _ ->
                    registry.create(version.stored(), namespace, body.object(), options(request))));
  }

  private Future<ResourceAnswer> object(
      ServedVersion version, Target target, ResourceRequest request) {
    return switch (request.info().subresource()) {
      case "" -> main(version, target, request);
      case "status" -> status(version, target, request);
      default -> subresources.answer(version, target, request);
    };
  }

  private Future<ResourceAnswer> main(
      ServedVersion version, Target target, ResourceRequest request) {
    WriteOptions options = options(request);
    return switch (request.info().verb()) {
      case "get" -> ResourceAnswer.one(version, List.of(), registry.get(target));
      case "update" -> {
        InboundObject body = InboundObject.of(request, version);
        yield ResourceAnswer.one(
            version,
            body.warnings(),
            admit(target.definition(), target.namespace(), body.object())
                .compose(_ -> registry.update(target, body.object(), options)));
      }
      case "patch" -> {
        InboundPatch patch = InboundPatch.of(request, version);
        yield ResourceAnswer.one(
            version, patch.warnings(), patch(target, patch.patching(), options));
      }
      case "delete" ->
          ResourceAnswer.one(
              version,
              List.of(),
              registry.delete(
                  target, DeleteRequest.of(RequestBody.optionalObject(request), request.query())));
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private Future<ApiResponse> patch(Target target, Patching patch, WriteOptions options) {
    Future<Void> admitted =
        admission.covers(target.definition().type())
            ? registry
                .preview(target, patch)
                .map(object -> admit(target.definition(), target.namespace(), object))
                .orElseGet(Future::succeededFuture)
            : Future.succeededFuture();
    return admitted.compose(_ -> registry.patch(target, patch, options));
  }

  private Future<Void> admit(ResourceDefinition definition, String namespace, ObjectNode object) {
    if (!admission.covers(definition.type())) {
      return Future.succeededFuture();
    }
    ObjectNode placed = object.deepCopy();
    placed.withObjectProperty("metadata").put("namespace", namespace);
    return admission.review(definition.type(), placed);
  }

  private Future<ResourceAnswer> status(
      ServedVersion version, Target target, ResourceRequest request) {
    if (!target.definition().hasStatus()) {
      return StatusException.refused(Statuses.noSuchPath());
    }
    WriteOptions options = request.writeOptions();
    return switch (request.info().verb()) {
      case "get" -> ResourceAnswer.one(version, List.of(), registry.get(target));
      case "update" -> {
        InboundObject body = InboundObject.of(request, version);
        yield ResourceAnswer.one(
            version, body.warnings(), registry.updateStatus(target, body.object(), options));
      }
      case "patch" -> {
        InboundPatch patch = InboundPatch.of(request, version);
        yield ResourceAnswer.one(
            version, patch.warnings(), registry.patchStatus(target, patch.patching(), options));
      }
      default -> StatusException.refused(Statuses.methodNotAllowed());
    };
  }

  private WriteOptions options(ResourceRequest request) {
    return request
        .writeOptions()
        .admittedBy(
            (definition, object, old) -> escalation.admit(request.user(), definition, object, old));
  }
}
