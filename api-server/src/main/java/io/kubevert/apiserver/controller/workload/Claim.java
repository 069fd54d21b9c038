package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which objects a workload controls, and how orphans come under its control and others leave it: by
 * its selector, and by at most one controller for each object.
 */
public record Claim<T extends KubeObject>(
    Workload owner, ResourceType ownerType, ObjectCache<T> objects) {

  /**
   * Adopts matching objects without a controller, releases controlled ones that no longer match.
   *
   * @return the objects that are under the workload's control then
   */
  public Future<List<T>> settle(Collection<T> candidates) {
    List<T> owned = new ArrayList<>();
    List<Future<?>> writes = new ArrayList<>();
    for (T object : candidates) {
      boolean matches = owner.selects(object);
      if (owner.controls(object) && (matches || owner.metadata().deleting())) {
        owned.add(object);
      } else if (owner.controls(object)) {
        writes.add(release(object));
      } else if (matches && adoptable(object)) {
        writes.add(adopt(object).onSuccess(owned::add));
      }
    }
    return Future.all(writes).map(owned);
  }

  private boolean adoptable(T object) {
    return object.metadata().controller().isEmpty()
        && !objects.goes(object)
        && !owner.metadata().deleting();
  }

  private Future<T> adopt(T object) {
    OwnerReference reference = OwnerReference.controlledBy(ownerType, owner.metadata());
    return objects.patch(
        object.key(),
        ownersPatch(
            object.metadata(),
            Stream.concat(object.metadata().owners().stream(), Stream.of(reference))));
  }

  private Future<?> release(T object) {
    return objects
        .patch(
            object.key(),
            ownersPatch(
                object.metadata(),
                object.metadata().owners().stream()
                    .filter(reference -> !reference.uid().equals(owner.metadata().uid()))))
        .mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private static ObjectNode ownersPatch(Metadata metadata, Stream<OwnerReference> owners) {
    ObjectNode patch = Json.object();
    ObjectNode patched = patch.putObject("metadata");
    patched.put("uid", metadata.uid());
    patched.put("resourceVersion", Long.toString(metadata.revision()));
    ArrayNode array = patched.putArray("ownerReferences");
    owners.forEach(owner -> array.add(owner.toJson()));
    return patch;
  }
}
