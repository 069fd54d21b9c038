package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;

/** Pods to be, made from a workload's template. */
public final class PodManifest {
  private static final int LONGEST_PREFIX = 58;

  private PodManifest() {}

  /** A pod whose name the server completes, as in {@code web-x7k2p}. */
  public static ObjectNode generated(Workload owner, ResourceType ownerType) {
    ObjectNode pod = from(owner, ownerType, owner.template());
    String prefix = owner.metadata().name() + "-";
    metadata(pod)
        .put("generateName", prefix.substring(0, Math.min(LONGEST_PREFIX, prefix.length())));
    return pod;
  }

  /** A pod from a template that need not be the owner's current one, without a name yet. */
  public static ObjectNode from(Workload owner, ResourceType ownerType, JsonNode template) {
    ObjectNode pod = Json.object();
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("namespace", owner.metadata().namespace());
    for (String field : new String[] {"labels", "annotations", "finalizers"}) {
      JsonNode value = template.path("metadata").path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        metadata.set(field, value.deepCopy());
      }
    }
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controlledBy(ownerType, owner.metadata()).toJson());
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /** The metadata of a manifest, to be changed in place. */
  public static ObjectNode metadata(ObjectNode manifest) {
    return manifest.withObjectProperty("metadata");
  }
}
