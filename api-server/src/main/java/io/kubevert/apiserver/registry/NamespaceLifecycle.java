package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.client.Json;
import java.util.Optional;
import java.util.Set;

/** No content without a namespace, and none in one that is going away. */
final class NamespaceLifecycle {
  private static final Set<String> KEPT = Set.of("default", "kube-system", "kube-public");

  private final ObjectStorage objects;
  private final ResourceDefinition namespaces;

  NamespaceLifecycle(ObjectStorage objects, ResourceCatalog catalog) {
    this.objects = objects;
    this.namespaces = catalog.find("", "v1", "namespaces").orElseThrow();
  }

  /**
   * @throws StatusException if nothing may be created in the namespace
   */
  void admitContent(ResourceDefinition definition, String name, String namespace) {
    if (!definition.type().namespaced()) {
      return;
    }
    Optional<Entry> entry = objects.get(new Target(namespaces, "", namespace));
    if (entry.isEmpty()) {
      throw new StatusException(Statuses.notFound(namespaces.type(), namespace));
    }
    if (ObjectMeta.isDeleting(Json.parse(entry.get().value()))) {
      throw new StatusException(Statuses.namespaceTerminating(definition.type(), name, namespace));
    }
  }

  /**
   * @throws StatusException if the object is a namespace that cannot be deleted
   */
  void admitDeletion(Target target) {
    if (target.definition() == namespaces && KEPT.contains(target.name())) {
      throw new StatusException(
          Statuses.forbidden(target.type(), target.name(), "this namespace may not be deleted"));
    }
  }

  /** Shows that a namespace is going away. */
  void markDeleting(Target target, ObjectNode object) {
    if (target.definition() == namespaces) {
      object.withObjectProperty("status").put("phase", "Terminating");
    }
  }
}
