package io.kubevert.apiserver.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.TemplateHash;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ReplicaSets of a Deployment, and what is noted on them. */
final class ReplicaSetManifest {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  private static final String PREFIX = "deployment.kubernetes.io/";
  private static final String MOST = "deployment.kubernetes.io/max-replicas";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private ReplicaSetManifest() {}

  /** Mirror pods do not come from a template, so a set of theirs does not ask for its hash. */
  static ObjectNode of(Workload deployment, Rollout rollout, int size, long revision) {
    ObjectNode template = deployment.template();
    String hash = TemplateHash.of(template);
    ObjectNode selector = deployment.spec().path("selector").deepCopy();
    if (!deployment.mirrored()) {
      template
          .withObjectProperty("metadata")
          .withObjectProperty("labels")
          .put(TemplateHash.LABEL, hash);
      selector.withObjectProperty("matchLabels").put(TemplateHash.LABEL, hash);
    }
    ObjectNode set = Json.object();
    ObjectNode metadata = set.putObject("metadata");
    metadata
        .put("namespace", deployment.metadata().namespace())
        .put("name", deployment.metadata().name() + "-" + hash);
    metadata.set("labels", template.path("metadata").path("labels").deepCopy());
    annotations(deployment, rollout, revision).forEach(metadata.putObject("annotations")::put);
    metadata
        .putArray("ownerReferences")
        .add(
            OwnerReference.controlledBy(ResourceTypes.DEPLOYMENTS, deployment.metadata()).toJson());
    ObjectNode spec = set.putObject("spec").put("replicas", size);
    spec.put("minReadySeconds", deployment.minReady().toSeconds());
    spec.set("selector", selector);
    spec.set("template", template);
    return set;
  }

  static Map<String, String> annotations(Workload deployment, Rollout rollout, long revision) {
    Map<String, String> annotations = new LinkedHashMap<>();
    deployment
        .metadata()
        .annotations()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(PREFIX) && !name.equals(LAST_APPLIED)) {
                annotations.put(name, value);
              }
            });
    annotations.putAll(sizeAnnotations(rollout));
    annotations.put(REVISION, Long.toString(revision));
    return annotations;
  }

  /** What sizes a set was last given for, so that a scaling can be told from a rollout. */
  static Map<String, String> sizeAnnotations(Rollout rollout) {
    return Map.of(
        DESIRED,
        Integer.toString(rollout.replicas()),
        MOST,
        Integer.toString(rollout.mostReplicas()));
  }

  static long revision(Workload set) {
    try {
      return Long.parseLong(set.metadata().annotation(REVISION));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
