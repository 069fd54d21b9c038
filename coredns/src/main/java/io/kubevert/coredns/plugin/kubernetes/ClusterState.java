package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The informers that feed the index. When the API is gone the index stays as it was. */
final class ClusterState {
  private final List<Informer<?>> informers = new ArrayList<>();
  private volatile boolean synced;

  /**
   * @param changed called after each change of the index
   */
  ClusterState(
      Vertx vertx,
      KubeClient client,
      KubernetesOptions options,
      ClusterIndex index,
      ProgrammingDuration programming,
      Runnable changed) {
    informers.add(
        new Informer<>(
                vertx,
                client,
                ResourceTypes.NAMESPACES,
                object -> ObjectKey.of(object).name(),
                options::exposesNamespace)
            .onChange(index::namespaceChanged)
            .onChange(change -> changed.run()));
    informers.add(
        new Informer<>(vertx, client, ResourceTypes.SERVICES, ServiceObject::of)
            .onChange(index::serviceChanged)
            .onChange(change -> changed.run()));
    if (options.endpoints()) {
      informers.add(
          new Informer<>(
                  vertx,
                  client,
                  ResourceTypes.ENDPOINT_SLICES,
                  object -> SliceObject.of(object, options.endpointPodNames()))
              .onChange(index::sliceChanged)
              .onChange(change -> programming.changed(change, synced))
              .onChange(change -> changed.run()));
    }
    if (options.pods() == KubernetesOptions.Pods.VERIFIED) {
      informers.add(
          new Informer<>(vertx, client, ResourceTypes.PODS, PodObject::of, PodObject::isAlive)
              .onChange(index::podChanged));
    }
  }

  /** Completes when everything is known. */
  Future<Void> start() {
    return Future.join(informers.stream().map(Informer::start).toList())
        .onSuccess(all -> synced = true)
        .mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(informers.stream().map(Informer::stop).toList()).mapEmpty();
  }

  /** Whether the index has held everything at some time. */
  boolean hasSynced() {
    return synced;
  }
}
