package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Keeps the EndpointSlices of every Service with a selector (KEP-0752). */
public final class EndpointSliceController {
  private static final String NAME = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final int MOST_ENDPOINTS = 100;
  private static final int CONCURRENCY = 5;

  private final ObjectCache<Service> services;
  private final ObjectCache<Node> nodes;
  private final Index<String, Pod> podsByNamespace;
  private final Index<String, Service> servicesByNamespace;
  private final Index<ObjectKey, EndpointSlice> slicesByService;
  private final TopologyAwareness topology;
  private final SliceWriter writer;
  private final WorkQueue<ObjectKey> queue;

  public EndpointSliceController(ControllerContext context) {
    services = context.caches().services();
    nodes = context.caches().nodes();
    ObjectCache<Pod> pods = context.caches().pods();
    ObjectCache<EndpointSlice> slices = context.caches().endpointSlices();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    servicesByNamespace = services.index(service -> List.of(service.metadata().namespace()));
    slicesByService = slices.index(slice -> List.of(slice.service()));
    topology = new TopologyAwareness(nodes::values, context.events("endpoint-slice-controller"));
    writer = new SliceWriter(slices, context.clock());
    queue = context.queue("endpointslice", CONCURRENCY, this::reconcile);
    services.onChange(change -> queue.add(change.key()));
    slices.onChange(this::sliceChanged);
    pods.onChange(this::podChanged);
    nodes.onChange(this::nodeChanged);
  }

  private void sliceChanged(Change<EndpointSlice> change) {
    Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .filter(slice -> slice.managedBy(NAME))
        .forEach(slice -> queue.add(slice.service()));
  }

  private void podChanged(Change<Pod> change) {
    for (Service service : servicesByNamespace.get(change.key().namespace())) {
      if (change.before().filter(service::selects).isPresent()
          || change.after().filter(service::selects).isPresent()) {
        queue.add(service.key());
      }
    }
  }

  private void nodeChanged(Change<Node> change) {
    boolean zone = differs(change, node -> node.zone().orElse(""));
    boolean share =
        zone
            || differs(change, Node::ready)
            || differs(change, Node::controlPlane)
            || differs(change, Node::allocatableCpu);
    services.values().stream()
        .filter(service -> zone || (share && service.topologyAware()))
        .forEach(service -> queue.add(service.key()));
  }

  private static boolean differs(Change<Node> change, Function<Node, Object> property) {
    return !change.before().map(property).equals(change.after().map(property));
  }

  private Future<Void> reconcile(ObjectKey key) {
    List<EndpointSlice> existing =
        slicesByService.get(key).stream().filter(slice -> slice.managedBy(NAME)).toList();
    Optional<Service> service =
        services.get(key).filter(Service::hasManagedEndpoints).filter(s -> !services.goes(s));
    return service.map(s -> reconcile(s, existing)).orElseGet(() -> remove(key, existing));
  }

  private Future<Void> reconcile(Service service, List<EndpointSlice> existing) {
    SliceManifest manifest = manifest(service);
    return writer.apply(
        SliceChanges.between(endpoints(service), existing, manifest::upToDate, MOST_ENDPOINTS),
        manifest);
  }

  private Map<SliceGroup, List<Endpoint>> endpoints(Service service) {
    Map<SliceGroup, List<Endpoint>> endpoints =
        DesiredEndpoints.of(
            service,
            podsByNamespace.get(service.metadata().namespace()),
            name -> nodes.get(ObjectKey.ofName(name)));
    if (service.topologyAware()) {
      return topology.hint(service, endpoints);
    }
    topology.forget(service.key());
    return endpoints;
  }

  private Future<Void> remove(ObjectKey service, List<EndpointSlice> slices) {
    topology.forget(service);
    return writer.delete(slices);
  }

  private static SliceManifest manifest(Service service) {
    Map<String, String> labels = new HashMap<>(service.metadata().labels());
    labels.remove(HEADLESS);
    if (service.headless()) {
      labels.put(HEADLESS, "");
    }
    labels.put(EndpointSlice.SERVICE_NAME, service.metadata().name());
    labels.put(EndpointSlice.MANAGED_BY, NAME);
    return new SliceManifest(
        service.key(),
        OwnerReference.controlledBy(ResourceTypes.SERVICES, service.metadata()),
        labels);
  }
}
