package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.ListQuery;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.watch.WatchedEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes kinds of CustomResourceDefinitions. Level-triggered: whatever happens to a definition, it
 * is looked at as it is then. Belongs to the registry's context.
 */
public final class CustomResources {
  private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final DeleteRequest DELETE =
      new DeleteRequest(null, Optional.empty(), "", "", false);

  private final Vertx vertx;
  private final Registry registry;
  private final ResourceCatalog catalog;
  private final ResourceDefinition definitions;
  private final InstantSource clock;

  public CustomResources(
      Vertx vertx, Registry registry, ResourceCatalog catalog, InstantSource clock) {
    this.vertx = vertx;
    this.registry = registry;
    this.catalog = catalog;
    this.clock = clock;
    this.definitions =
        catalog.find("apiextensions.k8s.io", "v1", "customresourcedefinitions").orElseThrow();
  }

  /** What the keys of definitions start with. */
  public static String prefix() {
    return CustomResourceDefinitions.TYPE.groupResource() + "/";
  }

  /** Serves what was defined before the server started, and goes on with what was left undone. */
  public void restore() {
    for (ObjectNode crd : registry.all(CustomResourceDefinitions.TYPE)) {
      reconcile(name(crd));
    }
  }

  /** Hears of a definition. */
  public void changed(WatchedEvent event) {
    String name = event.event().key().substring(prefix().length());
    if (registry.find(target(name)).isEmpty()) {
      catalog.remove(name);
      // The names that it had may be what others wait for.
      restore();
    } else {
      reconcile(name);
    }
  }

  private void reconcile(String name) {
    registry
        .find(target(name))
        .ifPresent(
            crd ->
                step(name, crd)
                    .onFailure(
                        failure -> {
                          if (!isOutdated(failure)) {
                            LOG.atWarn()
                                .addKeyValue("definition", name)
                                .setCause(failure)
                                .log("a custom resource is not served as it should be");
                            vertx.setTimer(LOOK_AGAIN.toMillis(), _ -> reconcile(name));
                          }
                        }));
  }

  private Future<?> step(String name, ObjectNode crd) {
    DefinitionStatus status = new DefinitionStatus(clock.instant());
    boolean deleting = crd.path("metadata").has("deletionTimestamp");
    ObjectNode next =
        deleting
            ? status.terminating(crd)
            : status.named(
                crd, NameConflicts.find(crd, registry.all(CustomResourceDefinitions.TYPE)));
    if (DefinitionStatus.isEstablished(next)) {
      catalog.put(name, CustomResourceVersions.of(crd.deepCopy()));
    }
    if (!next.equals(crd)) {
      // The write is an event, and that leads here again.
      return registry.updateStatus(target(name), next, WriteOptions.DEFAULT);
    }
    return deleting ? empty(name, crd) : Future.succeededFuture();
  }

  /** Deletes the objects; without any left, lets the definition go. */
  private Future<?> empty(String name, ObjectNode crd) {
    List<ServedVersion> versions = CustomResourceVersions.of(crd.deepCopy());
    if (versions.isEmpty() || registry.all(CustomResourceVersions.storedType(crd)).isEmpty()) {
      return release(name, crd);
    }
    ResourceDefinition stored = versions.getFirst().stored();
    return registry
        .deleteCollection(stored, "", ListQuery.of(Map.of(), stored), DELETE)
        .onSuccess(
            // What has finalizers goes later.
            _ -> vertx.setTimer(LOOK_AGAIN.toMillis(), _ -> reconcile(name)));
  }

  private Future<?> release(String name, ObjectNode crd) {
    ObjectNode next = crd.deepCopy();
    ArrayNode finalizers = next.withObject("/metadata").putArray("finalizers");
    for (JsonNode finalizer : crd.path("metadata").path("finalizers")) {
      if (!finalizer.asText().equals(CustomResourceDefinitions.CLEANUP)) {
        finalizers.add(finalizer);
      }
    }
    return finalizers.size() == crd.path("metadata").path("finalizers").size()
        ? Future.succeededFuture()
        : registry.update(target(name), next, WriteOptions.DEFAULT);
  }

  /** Whether somebody else was faster, whose write is an event, too. */
  private static boolean isOutdated(Throwable failure) {
    return failure instanceof StatusException refused
        && (refused.status().code() == 409 || refused.status().code() == 404);
  }

  private Target target(String name) {
    return new Target(definitions, "", name);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
