package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.client.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** No content without a namespace, and none in one that is going away. Belongs to one context. */
final class NamespaceLifecycle {
  private static final Set<String> KEPT = Set.of("default", "kube-system", "kube-public");

  private static final int MOST_SEEN = 1_000;

  private final ObjectStorage objects;
  private final ResourceDefinition namespaces;
  private final Map<String, Seen> seen = new HashMap<>();

  /** What is known of a namespace at a revision. */
  private record Seen(long revision, boolean deleting) {}

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
    if (isDeleting(entry.get())) {
      throw new StatusException(Statuses.namespaceTerminating(definition.type(), name, namespace));
    }
  }

  /** Every new object asks, so a namespace is read once for each change of it. */
  private boolean isDeleting(Entry namespace) {
    Seen known = seen.get(namespace.key());
    if (known == null || known.revision() != namespace.revision()) {
      known = new Seen(namespace.revision(), ObjectMeta.isDeleting(Json.parse(namespace.value())));
      if (seen.size() >= MOST_SEEN) {
        seen.clear();
      }
      seen.put(namespace.key(), known);
    }
    return known.deleting();
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
