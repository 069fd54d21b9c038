package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The index and the informers that feed it, for as long as somebody uses them. When the API is gone
 * the index stays as it was. Started and stopped on one context.
 */
final class ClusterState {
  private final ClusterIndex index;
  private final InstantSource clock;
  private final List<Informer<?>> informers = new ArrayList<>();
  private Future<Void> listed;
  private int users;
  private volatile boolean synced;
  private volatile long serial;

  ClusterState(View view, ServerContext context) {
    this.index = new ClusterIndex(view::exposes);
    this.clock = context.clock();
    changed();
    Vertx vertx = context.vertx();
    KubeClient client = context.controlPlane().clientFor(vertx.getOrCreateContext());
    informers.add(
        new Informer<>(
                vertx,
                client,
                ResourceTypes.NAMESPACES,
                object -> ObjectKey.of(object).name(),
                view::exposesNamespace)
            .onChange(index::namespaceChanged)
            .onChange(change -> changed()));
    informers.add(
        new Informer<>(vertx, client, ResourceTypes.SERVICES, ServiceObject::of)
            .onChange(index::serviceChanged)
            .onChange(change -> changed()));
    if (view.endpoints()) {
      ProgrammingDuration programming = new ProgrammingDuration(context, index);
      informers.add(
          new Informer<>(
                  vertx,
                  client,
                  ResourceTypes.ENDPOINT_SLICES,
                  object -> SliceObject.of(object, view))
              .onChange(index::sliceChanged)
              .onChange(change -> programming.changed(change, synced))
              .onChange(change -> changed()));
    }
    if (view.pods()) {
      informers.add(
          new Informer<>(vertx, client, ResourceTypes.PODS, PodObject::of, PodObject::isAlive)
              .onChange(index::podChanged));
    }
  }

  ClusterIndex index() {
    return index;
  }

  /** When the index last changed, in seconds since the epoch: the serial of the zones' SOA. */
  long serial() {
    return serial;
  }

  private void changed() {
    serial = clock.instant().getEpochSecond();
  }

  /** Uses the state until {@link #release}; completes when everything is known. */
  Future<Void> use() {
    users++;
    if (listed == null) {
      listed =
          Future.join(informers.stream().map(Informer::start).toList())
              .onSuccess(all -> synced = true)
              .mapEmpty();
    }
    return listed;
  }

  /** Whether the last user has let go. */
  boolean isOver() {
    return listed != null && users == 0;
  }

  /** The last one that lets go stops the informers. */
  Future<Void> release() {
    users--;
    return users > 0
        ? Future.succeededFuture()
        : Future.join(informers.stream().map(Informer::stop).toList()).mapEmpty();
  }

  /** Whether the index has held everything at some time. */
  boolean hasSynced() {
    return synced;
  }
}
