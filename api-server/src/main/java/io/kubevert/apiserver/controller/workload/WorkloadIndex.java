package io.kubevert.apiserver.controller.workload;

import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells which workloads of one kind a change of some other object matters to. */
public final class WorkloadIndex {
  private final String kind;
  private final Index<String, Workload> byNamespace;

  /** To be made before the cache is started. */
  public WorkloadIndex(ObjectCache<Workload> workloads) {
    kind = workloads.type().kind();
    byNamespace = workloads.index(workload -> List.of(workload.metadata().namespace()));
  }

  /**
   * The workload that controls the object, or all that might adopt it: as it was before the change
   * and as it is after it.
   */
  public Stream<ObjectKey> concernedBy(Change<? extends KubeObject> change) {
    return Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .flatMap(this::concernedBy)
        .distinct();
  }

  /** The workload that controls the object, or all that might adopt it. */
  public Stream<ObjectKey> concernedBy(KubeObject object) {
    String namespace = object.metadata().namespace();
    Optional<OwnerReference> controller = object.metadata().controller();
    return controller.isPresent()
        ? controller.stream()
            .filter(owner -> owner.kind().equals(kind))
            .map(owner -> new ObjectKey(namespace, owner.name()))
        : byNamespace.get(namespace).stream()
            .filter(workload -> workload.selects(object))
            .map(Workload::key);
  }
}
