package io.kubevert.ingress.watch;

import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The controller's copy of every object that routing depends on. Belongs to one context. */
public final class ClusterView implements Lookup {
  private final Informer<Ingress> ingresses;
  private final Informer<IngressClass> classes;
  private final Informer<Service> services;
  private final Informer<EndpointSlice> slices;
  private final Informer<Node> nodes;
  private final ReferencedObjects<Secret> secrets;
  private final ReferencedObjects<ConfigMap> configMaps;
  private final Map<ObjectKey, Map<ObjectKey, EndpointSlice>> slicesOfService = new HashMap<>();

  /** Is told what kind of thing changed, and of which object. */
  public interface Listener {
    void ingressChanged(ObjectKey ingress);

    void classesChanged();

    /** The Service itself, or its endpoints. */
    void serviceChanged(ObjectKey service);

    void secretChanged(ObjectKey secret);

    void configMapChanged(ObjectKey configMap);

    void nodesChanged();
  }

  public ClusterView(Vertx vertx, KubeClient client, Listener listener) {
    ingresses =
        new Informer<>(vertx, client, ResourceTypes.INGRESSES, Ingress::of)
            .onChange(change -> listener.ingressChanged(change.key()));
    classes =
        new Informer<>(vertx, client, ResourceTypes.INGRESS_CLASSES, IngressClass::of)
            .onChange(change -> listener.classesChanged());
    services =
        new Informer<>(vertx, client, ResourceTypes.SERVICES, Service::of)
            .onChange(change -> listener.serviceChanged(change.key()));
    slices =
        new Informer<>(vertx, client, ResourceTypes.ENDPOINT_SLICES, EndpointSlice::of)
            .onChange(change -> index(change, listener));
    nodes =
        new Informer<>(vertx, client, ResourceTypes.NODES, Node::of)
            .onChange(
                change -> {
                  if (!change.before().equals(change.after())) {
                    listener.nodesChanged();
                  }
                });
    secrets =
        new ReferencedObjects<>(
            vertx, client, ResourceTypes.SECRETS, Secret::of, listener::secretChanged);
    configMaps =
        new ReferencedObjects<>(
            vertx, client, ResourceTypes.CONFIG_MAPS, ConfigMap::of, listener::configMapChanged);
  }

  private void index(Change<EndpointSlice> change, Listener listener) {
    change
        .before()
        .ifPresent(
            old ->
                slicesOfService.computeIfPresent(
                    old.service(),
                    (service, rest) -> {
                      rest.remove(old.key());
                      return rest.isEmpty() ? null : rest;
                    }));
    change
        .after()
        .ifPresent(
            slice ->
                slicesOfService
                    .computeIfAbsent(slice.service(), service -> new HashMap<>())
                    .put(slice.key(), slice));
    change.before().ifPresent(old -> listener.serviceChanged(old.service()));
    change.after().ifPresent(slice -> listener.serviceChanged(slice.service()));
  }

  /** Starts to watch; completes when all of it is known. */
  public Future<Void> start() {
    return Future.all(
            List.of(
                ingresses.start(),
                classes.start(),
                services.start(),
                slices.start(),
                nodes.start(),
                secrets.start(),
                configMaps.start()))
        .mapEmpty();
  }

  public Future<Void> stop() {
    return Future.join(
            List.of(
                ingresses.stop(),
                classes.stop(),
                services.stop(),
                slices.stop(),
                nodes.stop(),
                secrets.stop(),
                configMaps.stop()))
        .mapEmpty();
  }

  public Optional<Ingress> ingress(ObjectKey key) {
    return ingresses.get(key);
  }

  public Collection<Ingress> ingresses() {
    return ingresses.values();
  }

  public Collection<IngressClass> classes() {
    return classes.values();
  }

  public Optional<Service> service(ObjectKey key) {
    return services.get(key);
  }

  public Collection<EndpointSlice> slicesOf(ObjectKey service) {
    return slicesOfService.getOrDefault(service, Map.of()).values();
  }

  public Collection<Node> nodes() {
    return nodes.values();
  }

  @Override
  public Optional<Secret> secret(ObjectKey key) {
    return secrets.get(key);
  }

  @Override
  public Optional<ConfigMap> configMap(ObjectKey key) {
    return configMaps.get(key);
  }

  public ReferencedObjects<Secret> secrets() {
    return secrets;
  }

  public ReferencedObjects<ConfigMap> configMaps() {
    return configMaps;
  }
}
