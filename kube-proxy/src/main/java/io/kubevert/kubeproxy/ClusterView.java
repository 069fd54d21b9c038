package io.kubevert.kubeproxy;

import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.endpoints.EndpointSliceDecoder;
import io.kubevert.kubeproxy.endpoints.SlicesByService;
import io.kubevert.kubeproxy.health.ProgrammedRevision;
import io.kubevert.kubeproxy.health.ProxyMetrics;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServiceDecoder;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.ServiceView;
import io.kubevert.kubeproxy.topology.ThisNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the control plane told: Services, their endpoints, and this node. Belongs to one context.
 */
final class ClusterView {
  private final String nodeName;
  private final Consumer<ObjectKey> changed;
  private final ProxyMetrics metrics;
  private final SlicesByService slices = new SlicesByService();
  private final ProgrammedServices programmed;
  private final Informer<Told<Service>> services;
  private final Informer<Told<EndpointSlice>> endpointSlices;
  private final Informer<ThisNode> nodes;

  /**
   * @param changed told of each Service that must be looked at
   * @param programmed told why endpoints changed
   */
  ClusterView(
      Vertx vertx,
      KubeClient client,
      String nodeName,
      Consumer<ObjectKey> changed,
      ProxyMetrics metrics,
      ProgrammedServices programmed) {
    this.nodeName = nodeName;
    this.changed = changed;
    this.metrics = metrics;
    this.programmed = programmed;
    services =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.SERVICES,
            Told.by(ServiceDecoder::decode),
            ServiceDecoder::isProxied);
    endpointSlices =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.ENDPOINT_SLICES,
            Told.by(EndpointSliceDecoder::decode),
            EndpointSliceDecoder::isProxied);
    nodes =
        new Informer<>(
            vertx,
            client,
            ResourceTypes.NODES,
            ThisNode::decode,
            node -> ObjectKey.of(node).name().equals(nodeName));
    services.onChange(this::serviceChanged);
    endpointSlices.onChange(this::endpointsChanged);
    nodes.onChange(this::nodeChanged);
  }

  /** Completes when everything is known. */
  Future<Void> start() {
    return Future.all(services.start(), endpointSlices.start(), nodes.start()).mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(services.stop(), endpointSlices.stop(), nodes.stop()).mapEmpty();
  }

  ThisNode node() {
    return nodes.get(ObjectKey.ofName(nodeName)).orElse(ThisNode.unknown(nodeName));
  }

  /** A Service's endpoints as they are now. */
  List<EndpointSlice> slices(ObjectKey service) {
    return slices.of(service);
  }

  /** Every Service that this proxy forwards for. */
  Set<ObjectKey> services() {
    return services.keys();
  }

  /** Some Services as they are now. */
  Changes changes(Set<ObjectKey> keys) {
    Map<ObjectKey, Optional<ServiceView>> views = new HashMap<>();
    for (ObjectKey key : keys) {
      views.put(key, services.get(key).map(told -> new ServiceView(told.object(), slices.of(key))));
    }
    return new Changes(node().topology(), views);
  }

  /** Of which revisions some Services are now. */
  Map<ObjectKey, Optional<ProgrammedRevision.Revisions>> revisions(Set<ObjectKey> keys) {
    Map<ObjectKey, Optional<ProgrammedRevision.Revisions>> revisions = new HashMap<>();
    for (ObjectKey key : keys) {
      revisions.put(key, services.get(key).map(told -> revisions(key, told.revision())));
    }
    return revisions;
  }

  private ProgrammedRevision.Revisions revisions(ObjectKey service, String revision) {
    Map<String, String> bySlice = new HashMap<>();
    for (EndpointSlice slice : slices.of(service)) {
      endpointSlices
          .get(slice.key())
          .ifPresent(told -> bySlice.put(slice.key().name(), told.revision()));
    }
    return new ProgrammedRevision.Revisions(revision, bySlice);
  }

  /** Also when nothing changed that rules depend on: the revision did. */
  private void serviceChanged(Change<Told<Service>> change) {
    if (!change.map(Told::object).before().equals(change.map(Told::object).after())) {
      metrics.serviceChanged();
    }
    changed.accept(change.key());
  }

  private void endpointsChanged(Change<Told<EndpointSlice>> told) {
    Change<EndpointSlice> change = told.map(Told::object);
    Set<ObjectKey> concerned = slices.apply(change);
    if (!change.before().equals(change.after())) {
      metrics.endpointsChanged();
      told.after().ifPresent(slice -> triggered(slice, concerned));
    }
    concerned.forEach(changed);
  }

  private void triggered(Told<EndpointSlice> slice, Set<ObjectKey> concerned) {
    Family family = slice.object().ipv6() ? Family.IPV6 : Family.IPV4;
    slice
        .triggered()
        .ifPresent(at -> concerned.forEach(service -> programmed.triggered(service, family, at)));
  }

  private void nodeChanged(Change<ThisNode> change) {
    if (!change.before().map(ThisNode::topology).equals(change.after().map(ThisNode::topology))) {
      services.keys().forEach(changed);
    }
  }
}
