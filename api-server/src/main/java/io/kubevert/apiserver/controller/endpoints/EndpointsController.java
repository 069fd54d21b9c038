package io.kubevert.apiserver.controller.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Endpoints;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.Json;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the Endpoints object of every Service with a selector. */
public final class EndpointsController {
  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String NAME = "endpoint-controller";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
  private static final int CONCURRENCY = 5;

  private final ObjectCache<Service> services;
  private final ObjectCache<Endpoints> endpoints;
  private final Index<String, Pod> podsByNamespace;
  private final Index<String, Service> servicesByNamespace;
  private final WorkQueue<ObjectKey> queue;

  public EndpointsController(ControllerContext context) {
    services = context.caches().services();
    endpoints = context.caches().endpoints();
    ObjectCache<Pod> pods = context.caches().pods();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    servicesByNamespace = services.index(service -> List.of(service.metadata().namespace()));
    queue = context.queue("endpoints", CONCURRENCY, this::reconcile);
    services.onChange(change -> queue.add(change.key()));
    endpoints.onChange(change -> queue.add(change.key()));
    pods.onChange(this::podChanged);
  }

  private void podChanged(Change<Pod> change) {
    for (Service service : servicesByNamespace.get(change.key().namespace())) {
      if (change.before().filter(service::selects).isPresent()
          || change.after().filter(service::selects).isPresent()) {
        queue.add(service.key());
      }
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    Optional<Endpoints> existing = endpoints.get(key).filter(known -> !endpoints.goes(known));
    Optional<Service> service = services.get(key).filter(known -> !services.goes(known));
    if (service.isEmpty()) {
      return existing
          .filter(known -> known.metadata().label(MANAGED_BY).equals(NAME))
          .map(known -> endpoints.delete(known, DeleteOptions.DEFAULT))
          .orElseGet(Future::succeededFuture);
    }
    return service.get().hasManagedEndpoints()
        ? write(service.get(), existing)
        : Future.succeededFuture();
  }

  private Future<Void> write(Service service, Optional<Endpoints> existing) {
    DesiredSubsets desired =
        DesiredSubsets.of(service, podsByNamespace.get(service.metadata().namespace()));
    Map<String, String> labels = labels(service);
    if (existing.isEmpty()) {
      return endpoints.create(manifest(service, labels, desired)).mapEmpty();
    }
    Endpoints known = existing.get();
    boolean truncated = known.metadata().annotations().containsKey(OVER_CAPACITY);
    boolean same =
        known.subsets().equals(desired.subsets())
            || (known.subsets().isEmpty() && desired.subsets().isEmpty());
    return same && truncated == desired.truncated() && known.metadata().labels().equals(labels)
        ? Future.succeededFuture()
        : endpoints.patch(known.key(), patch(known, labels, desired)).mapEmpty();
  }

  private static Map<String, String> labels(Service service) {
    Map<String, String> labels = new HashMap<>(service.metadata().labels());
    labels.remove(HEADLESS);
    if (service.headless()) {
      labels.put(HEADLESS, "");
    }
    labels.put(MANAGED_BY, NAME);
    return labels;
  }

  private static ObjectNode manifest(
      Service service, Map<String, String> labels, DesiredSubsets desired) {
    ObjectNode manifest = Json.object();
    ObjectNode metadata = manifest.putObject("metadata");
    metadata
        .put("namespace", service.metadata().namespace())
        .put("name", service.metadata().name());
    labels.forEach(metadata.putObject("labels")::put);
    if (desired.truncated()) {
      metadata.putObject("annotations").put(OVER_CAPACITY, "truncated");
    }
    manifest.set("subsets", desired.subsets());
    return manifest;
  }

  private static ObjectNode patch(
      Endpoints known, Map<String, String> labels, DesiredSubsets desired) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    ObjectNode patchLabels = metadata.putObject("labels");
    known.metadata().labels().keySet().forEach(patchLabels::putNull);
    labels.forEach(patchLabels::put);
    ObjectNode annotations = metadata.putObject("annotations");
    if (desired.truncated()) {
      annotations.put(OVER_CAPACITY, "truncated");
    } else {
      annotations.putNull(OVER_CAPACITY);
    }
    patch.set("subsets", desired.subsets());
    return patch;
  }
}
