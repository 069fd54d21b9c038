package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.quota.Quotas;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.storage.RangeResult;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every verb on every resource. Called on one context, on which its futures complete, too. A
 * refusal is a {@link StatusException}: thrown, or the failure of the future.
 */
public final class Registry {
  /** What is answered when there is no object to answer with. */
  public static final ApiResponse SUCCESS = success();

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private final ResourceCatalog catalog;
  private final ObjectStorage objects;
  private final Creation creation;
  private final Update update;
  private final Applying applying;
  private final Deletion deletion;
  private final Listing listing;
  private final Quotas quotas;
  private final InstantSource clock;

  /**
   * @param context where the registry is used
   * @param random makes names and uids
   */
  public Registry(
      Store store,
      ResourceCatalog catalog,
      Context context,
      InstantSource clock,
      RandomGenerator random) {
    this.catalog = catalog;
    this.clock = clock;
    this.objects = new ObjectStorage(store, context);
    this.quotas = new Quotas(this::all);
    NamespaceLifecycle namespaces = new NamespaceLifecycle(objects, catalog);
    this.creation = new Creation(objects, namespaces, new NameGenerator(random), quotas, clock);
    this.update = new Update(objects, quotas, clock);
    this.applying = new Applying(objects, creation, update, clock);
    this.deletion = new Deletion(objects, namespaces, clock);
    this.listing = new Listing(objects);
  }

  /**
   * Tells the strategies of all objects that are stored, so that nothing is given out twice. Takes
   * time, and may do so on any thread before the registry is used.
   */
  public void restore() {
    for (ResourceDefinition definition : catalog.definitions()) {
      if (!definition.strategy().reserves()) {
        continue;
      }
      RangeResult range = objects.range(Target.prefix(definition), "", 0, 0);
      for (Entry entry : ((RangeResult.Page) range).entries()) {
        FieldErrors errors = Creation.restore(definition, Json.parse(entry.value()));
        if (!errors.isEmpty()) {
          LOG.atWarn()
              .addKeyValue("object", entry.key())
              .addKeyValue("faults", errors.list())
              .log("a stored object uses what is not its own");
        }
      }
    }
  }

  public Future<ApiResponse> get(Target target) {
    return Future.succeededFuture(new ApiResponse(200, entry(target).value()));
  }

  /** What there is room for. */
  public Quotas quotas() {
    return quotas;
  }

  /** An object as it is now; empty when there is none. */
  public Optional<ObjectNode> find(Target target) {
    return objects.get(target).map(entry -> Json.parse(entry.value()));
  }

  /** Every object of a resource, as it is now. */
  public List<ObjectNode> all(ResourceType type) {
    return objects.all(type.groupResource() + "/");
  }

  public ListPage list(ResourceDefinition definition, String namespace, ListQuery query) {
    return listing.list(definition, namespace, query);
  }

  /**
   * @param object the registry's from now on
   */
  public Future<ApiResponse> create(
      ResourceDefinition definition, String namespace, ObjectNode object, WriteOptions options) {
    return creation.create(definition, namespace, object, options);
  }

  /** Replaces an object; without a resourceVersion in it, whatever its state. */
  public Future<ApiResponse> update(Target target, ObjectNode object, WriteOptions options) {
    return update.apply(target, Change.spec(_ -> object.deepCopy()), options);
  }

  /** Replaces an object's status. */
  public Future<ApiResponse> updateStatus(Target target, ObjectNode object, WriteOptions options) {
    return update.apply(target, Change.status(_ -> object.deepCopy()), options);
  }

  public Future<ApiResponse> patch(Target target, Patching patch, WriteOptions options) {
    return patch.type() == PatchType.APPLY
        ? applying.apply(target, patch, options)
        : update.apply(target, Change.spec(current -> patch.apply(target, current)), options);
  }

  /** What a patch would make of an object; empty where there is nothing to patch. */
  public Optional<ObjectNode> preview(Target target, Patching patch) {
    return patch.type() == PatchType.APPLY
        ? Optional.of(Json.parse(patch.body()))
        : objects.get(target).map(entry -> patch.apply(target, Json.parse(entry.value())));
  }

  public Future<ApiResponse> patchStatus(Target target, Patching patch, WriteOptions options) {
    return patch.type() == PatchType.APPLY
        ? applying.applyStatus(target, patch, options)
        : update.apply(target, Change.status(current -> patch.apply(target, current)), options);
  }

  public Future<ApiResponse> scale(Target target) {
    ObjectNode scale = scale(target, Json.parse(entry(target).value()));
    return Future.succeededFuture(new ApiResponse(200, Json.bytes(scale)));
  }

  public Future<ApiResponse> updateScale(Target target, ObjectNode scale, WriteOptions options) {
    return scaled(
        target, Change.scale(current -> Subresources.scaled(target, current, scale)), options);
  }

  public Future<ApiResponse> patchScale(Target target, Patching patch, WriteOptions options) {
    if (patch.type() == PatchType.APPLY) {
      return scaled(target, applying.scale(target, patch, options), options);
    }
    Change change =
        Change.scale(
            current -> {
              ObjectNode scale = patch.apply(target, scale(target, current));
              return Subresources.scaled(target, current, scale);
            });
    return scaled(target, change, options);
  }

  /** Puts a pod on a node. */
  public Future<ApiResponse> bind(Target target, ObjectNode binding, WriteOptions options) {
    Change change =
        Change.server(current -> Subresources.bound(target, current, binding, clock.instant()));
    return update.apply(target, change, options).map(SUCCESS);
  }

  /** Replaces what a subresource is about. */
  public Future<ApiResponse> updatePart(
      Target target, ObjectNode object, SubresourcePart part, WriteOptions options) {
    return update.apply(
        target,
        Change.part(part.name(), current -> Subresources.part(current, object.deepCopy(), part)),
        options);
  }

  /** Patches what a subresource is about. */
  public Future<ApiResponse> patchPart(
      Target target, Patching patch, SubresourcePart part, WriteOptions options) {
    return patch.type() == PatchType.APPLY
        ? applying.applyPart(target, patch, part, options)
        : update.apply(
            target,
            Change.part(
                part.name(),
                current ->
                    Subresources.part(current, patch.apply(target, current.deepCopy()), part)),
            options);
  }

  /** Leaves a namespace the finalizers of the body's spec. */
  public Future<ApiResponse> finalizeNamespace(
      Target target, ObjectNode body, WriteOptions options) {
    return update.apply(
        target,
        Change.part("finalize", current -> Subresources.finalized(target, current, body)),
        options);
  }

  public Future<ApiResponse> delete(Target target, DeleteRequest request) {
    return deletion.delete(target, request);
  }

  /** Deletes what a list shows, and answers with that list. */
  public Future<ListPage> deleteCollection(
      ResourceDefinition definition, String namespace, ListQuery query, DeleteRequest request) {
    ListPage page = listing.list(definition, namespace, query);
    List<Future<ApiResponse>> deletions = new ArrayList<>();
    for (Entry entry : page.entries()) {
      ObjectKey key = ObjectKey.of(Json.parse(entry.value()));
      Target target = new Target(definition, key.namespace(), key.name());
      deletions.add(deletion.delete(target, request).recover(Registry::unlessGone));
    }
    return Future.join(deletions).map(page);
  }

  private Future<ApiResponse> scaled(Target target, Change change, WriteOptions options) {
    return update
        .apply(target, change, options)
        .map(
            response ->
                new ApiResponse(
                    response.code(), Json.bytes(scale(target, Json.parse(response.body())))));
  }

  private static ObjectNode scale(Target target, ObjectNode object) {
    return Subresources.scale(target.definition().strategy().scale(), object);
  }

  private Entry entry(Target target) {
    return objects
        .get(target)
        .orElseThrow(() -> new StatusException(Statuses.notFound(target.type(), target.name())));
  }

  private static Future<ApiResponse> unlessGone(Throwable failure) {
    return failure instanceof StatusException refused && refused.status().code() == 404
        ? Future.succeededFuture(SUCCESS)
        : Future.failedFuture(failure);
  }

  private static ApiResponse success() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    return new ApiResponse(201, Json.bytes(status.put("status", "Success").put("code", 201)));
  }
}
