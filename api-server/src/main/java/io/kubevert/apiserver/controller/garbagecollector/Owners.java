package io.kubevert.apiserver.controller.garbagecollector;

import io.kubevert.apiserver.controller.cache.ClusterCache;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.garbagecollector.OwnershipGraph.Entry;
import io.kubevert.apiserver.controller.garbagecollector.Verdict.OwnerState;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * How the owners of an object are. An owner is of the object's namespace or of the whole cluster;
 * one of a kind that nobody has defined counts as there, as the kind may come back.
 */
final class Owners {
  private final KubeClient client;
  private final ClusterCache caches;
  private final EventRecorder events;
  private final OwnershipGraph graph;

  Owners(ControllerContext context, OwnershipGraph graph) {
    this.client = context.client();
    this.caches = context.caches();
    this.events = context.events("garbage-collector-controller");
    this.graph = graph;
  }

  /** Whether an owner is known to be there, and not to be on its way out. */
  boolean isSolid(OwnerReference owner, Metadata dependent) {
    return graph
        .get(owner.uid())
        .filter(entry -> isVisible(entry, dependent))
        .filter(entry -> state(entry) == OwnerState.SOLID)
        .isPresent();
  }

  /** As the graph knows it, and as the server says where the graph knows nothing. */
  Future<OwnerState> stateOf(OwnerReference owner, Entry dependent) {
    Optional<Entry> known = graph.get(owner.uid());
    if (known.isPresent()) {
      if (isVisible(known.get(), dependent.metadata())) {
        return Future.succeededFuture(state(known.get()));
      }
      warn(owner, dependent);
    }
    if (graph.isGone(owner.uid())) {
      return Future.succeededFuture(OwnerState.GONE);
    }
    Optional<ResourceType> type =
        caches
            .everything()
            .<ResourceType>map(ObjectCache::type)
            .filter(candidate -> candidate.kind().equals(owner.kind()))
            .filter(candidate -> candidate.group().equals(group(owner)))
            .findFirst();
    String namespace = dependent.metadata().namespace();
    if (type.isEmpty() || (type.get().namespaced() && namespace.isEmpty())) {
      return Future.succeededFuture(OwnerState.SOLID);
    }
    return ask(type.get(), owner, namespace);
  }

  private Future<OwnerState> ask(ResourceType type, OwnerReference owner, String namespace) {
    return client
        .get(type, new ObjectKey(type.namespaced() ? namespace : "", owner.name()))
        .map(
            found ->
                Metadata.of(found).uid().equals(owner.uid()) ? OwnerState.SOLID : OwnerState.GONE)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(OwnerState.GONE)
                    : Future.failedFuture(failure));
  }

  private static boolean isVisible(Entry owner, Metadata dependent) {
    String namespace = owner.metadata().namespace();
    return namespace.isEmpty() || namespace.equals(dependent.namespace());
  }

  private static OwnerState state(Entry owner) {
    Metadata metadata = owner.metadata();
    return metadata.deleting() && metadata.finalizers().contains(Verdict.FOREGROUND_FINALIZER)
        ? OwnerState.WAITING
        : OwnerState.SOLID;
  }

  private static String group(OwnerReference owner) {
    int slash = owner.apiVersion().indexOf('/');
    return slash < 0 ? "" : owner.apiVersion().substring(0, slash);
  }

  private void warn(OwnerReference owner, Entry dependent) {
    events.record(
        dependent.metadata().reference(dependent.item().type()),
        EventRecorder.Type.WARNING,
        "OwnerRefInvalidNamespace",
        "ownerRef [%s/%s, namespace: %s, name: %s, uid: %s] does not exist in namespace \"%s\""
            .formatted(
                owner.apiVersion(),
                owner.kind(),
                dependent.metadata().namespace(),
                owner.name(),
                owner.uid(),
                dependent.metadata().namespace()));
  }
}
