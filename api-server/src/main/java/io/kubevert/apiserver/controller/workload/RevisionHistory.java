package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.ControllerRevision;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The templates that the workloads of one kind have had, kept as ControllerRevisions: what {@code
 * kubectl rollout history} lists and {@code kubectl rollout undo} goes back to.
 */
public final class RevisionHistory {
  /** The label by which a pod says which template it was made from. */
  public static final String POD_LABEL = "controller-revision-hash";

  private static final String HASH_LABEL = "controller.kubernetes.io/hash";
  private static final int DEFAULT_LIMIT = 10;

  private final ResourceType ownerType;
  private final ObjectCache<ControllerRevision> revisions;
  private final Index<String, ControllerRevision> byNamespace;

  /**
   * @param ownerType the kind of the workloads
   */
  public RevisionHistory(ControllerContext context, ResourceType ownerType) {
    this.ownerType = ownerType;
    revisions = context.caches().controllerRevisions();
    byNamespace = revisions.index(revision -> List.of(revision.metadata().namespace()));
  }

  /** All revisions of a workload, the oldest first, the one of its present template last. */
  public Future<List<ControllerRevision>> upTo(Workload owner) {
    return new Claim<>(owner, ownerType, revisions)
        .settle(byNamespace.get(owner.metadata().namespace()))
        .map(owned -> owned.stream().filter(revision -> !revisions.goes(revision)).toList())
        .compose(owned -> withPresent(owner, ordered(owned)));
  }

  /** Deletes what is older than the workload wants to remember, unless a pod still has it. */
  public Future<Void> trim(Workload owner, List<ControllerRevision> all, Set<String> inUse) {
    int limit = owner.spec().path("revisionHistoryLimit").asInt(DEFAULT_LIMIT);
    List<ControllerRevision> unused =
        all.stream().filter(revision -> !inUse.contains(revision.metadata().name())).toList();
    return Future.all(
            unused.stream()
                .limit(Math.max(0, unused.size() - limit))
                .map(revision -> revisions.delete(revision, DeleteOptions.DEFAULT))
                .toList())
        .mapEmpty();
  }

  /** The template that a revision holds, to be changed at will. */
  public static ObjectNode template(ControllerRevision revision) {
    ObjectNode template = revision.data().path("spec").path("template").deepCopy();
    template.remove("$patch");
    return template;
  }

  /** What tells a revision from the others of its workload. */
  public static String hash(ControllerRevision revision) {
    return revision.metadata().label(HASH_LABEL);
  }

  private Future<List<ControllerRevision>> withPresent(
      Workload owner, List<ControllerRevision> owned) {
    JsonNode template = owner.spec().path("template");
    Optional<ControllerRevision> present =
        owned.reversed().stream()
            .filter(revision -> template(revision).equals(template))
            .findFirst();
    if (present.isPresent() && present.get() == owned.getLast()) {
      return Future.succeededFuture(owned);
    }
    long next = owned.isEmpty() ? 1 : owned.getLast().revision() + 1;
    return present
        .map(revision -> revisions.patch(revision.key(), Json.object().put("revision", next)))
        .orElseGet(() -> revisions.create(manifest(owner, next)))
        .map(newest -> appended(owned, newest));
  }

  private static List<ControllerRevision> appended(
      List<ControllerRevision> revisions, ControllerRevision newest) {
    return Stream.concat(
            revisions.stream().filter(revision -> !revision.key().equals(newest.key())),
            Stream.of(newest))
        .toList();
  }

  private static List<ControllerRevision> ordered(List<ControllerRevision> revisions) {
    return revisions.stream()
        .sorted(
            Comparator.comparingLong(ControllerRevision::revision)
                .thenComparing(revision -> revision.metadata().created())
                .thenComparing(ControllerRevision::key))
        .toList();
  }

  private ObjectNode manifest(Workload owner, long number) {
    ObjectNode template = owner.template();
    // A DaemonSet and a StatefulSet may have the same name and the same template.
    String hash =
        TemplateHash.of(
            Json.object().put("kind", ownerType.kind()).set("template", template.deepCopy()));
    ObjectNode revision = Json.object();
    ObjectNode metadata = revision.putObject("metadata");
    metadata
        .put("namespace", owner.metadata().namespace())
        .put("name", owner.metadata().name() + "-" + hash);
    ObjectNode labels = metadata.putObject("labels");
    Fields.strings(template.path("metadata").path("labels")).forEach(labels::put);
    labels.put(HASH_LABEL, hash);
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controlledBy(ownerType, owner.metadata()).toJson());
    template.put("$patch", "replace");
    revision.putObject("data").putObject("spec").set("template", template);
    return revision.put("revision", number);
  }
}
