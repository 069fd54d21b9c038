package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.apiserver.controller.view.Endpoints;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies hand-made Endpoints of Services without a selector to EndpointSlices, the only thing that
 * proxies and DNS look at.
 */
public final class EndpointSliceMirroringController {
  private static final String NAME = "endpointslicemirroring-controller.k8s.io";
  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final int MOST_ENDPOINTS = 1_000;
  private static final int CONCURRENCY = 2;

  private final ObjectCache<Service> services;
  private final ObjectCache<Endpoints> endpoints;
  private final Index<ObjectKey, EndpointSlice> slicesByService;
  private final SliceWriter writer;

  public EndpointSliceMirroringController(ControllerContext context) {
    services = context.caches().services();
    endpoints = context.caches().endpoints();
    ObjectCache<EndpointSlice> slices = context.caches().endpointSlices();
    slicesByService = slices.index(slice -> List.of(slice.service()));
    writer = new SliceWriter(slices, context.clock());
    WorkQueue<ObjectKey> queue =
        context.queue("endpointslicemirroring", CONCURRENCY, this::reconcile);
    services.onChange(change -> queue.add(change.key()));
    endpoints.onChange(change -> queue.add(change.key()));
    slices.onChange(
        change ->
            change
                .before()
                .filter(slice -> slice.managedBy(NAME))
                .ifPresent(slice -> queue.add(slice.service())));
  }

  private Future<Void> reconcile(ObjectKey key) {
    List<EndpointSlice> existing =
        slicesByService.get(key).stream().filter(slice -> slice.managedBy(NAME)).toList();
    return mirrored(key)
        .map(source -> mirror(source, existing))
        .orElseGet(() -> writer.delete(existing));
  }

  /** The Endpoints object of this name, if it is one to be mirrored. */
  private Optional<Endpoints> mirrored(ObjectKey key) {
    boolean ofSelectorlessService =
        services.get(key).filter(service -> service.selector().isEmpty()).isPresent();
    return endpoints
        .get(key)
        .filter(ignored -> ofSelectorlessService)
        .filter(source -> !endpoints.goes(source))
        .filter(source -> !source.metadata().label(SKIP).equals("true"))
        .filter(source -> !source.metadata().annotations().containsKey(LEADER));
  }

  private Future<Void> mirror(Endpoints source, List<EndpointSlice> existing) {
    Map<String, String> labels = new HashMap<>(source.metadata().labels());
    labels.put(EndpointSlice.SERVICE_NAME, source.metadata().name());
    labels.put(EndpointSlice.MANAGED_BY, NAME);
    SliceManifest manifest =
        new SliceManifest(
            source.key(),
            OwnerReference.controlledBy(ResourceTypes.ENDPOINTS, source.metadata()),
            labels);
    return writer.apply(
        SliceChanges.between(
            MirroredEndpoints.of(source), existing, manifest::upToDate, MOST_ENDPOINTS),
        manifest);
  }
}
