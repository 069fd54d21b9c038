package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import java.time.Duration;

/**
 * What Deployments, StatefulSets, DaemonSets and their like have in common: pods made from a
 * template and found again by a selector.
 *
 * @param spec the whole spec, for what only one kind has; not to be changed
 * @param status the status as it was read; not to be changed
 */
public record Workload(Metadata metadata, LabelSelector selector, JsonNode spec, JsonNode status)
    implements KubeObject {

  /** Says {@code "true"} on a workload whose pods come as mirror pods. */
  private static final String MIRROR_PODS = "kubevert.io/mirror-pods";

  public static Workload of(JsonNode object) {
    JsonNode spec = object.path("spec");
    return new Workload(
        Metadata.of(object), LabelSelector.of(spec.path("selector")), spec, object.path("status"));
  }

  /** A ReplicationController, which selects by a plain map of labels. */
  public static Workload ofReplicationController(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode selector = spec.path("selector");
    return new Workload(
        Metadata.of(object),
        selector.isEmpty()
            ? LabelSelector.NOTHING
            : LabelSelector.ofLabels(Fields.strings(selector)),
        spec,
        object.path("status"));
  }

  /** How many pods are wanted. */
  public int replicas() {
    return spec.path("replicas").asInt(1);
  }

  /**
   * Whether its pods come as mirror pods, which the components themselves register: they are
   * adopted and counted, but neither made nor deleted, and the template has no say in them.
   */
  public boolean mirrored() {
    return metadata.annotation(MIRROR_PODS).equals("true");
  }

  /** How long a pod must have been ready to count as available. */
  public Duration minReady() {
    return Duration.ofSeconds(spec.path("minReadySeconds").asLong());
  }

  /** A copy of the pod template, to be changed at will. */
  public ObjectNode template() {
    return spec.path("template").deepCopy();
  }

  /** Whether the selector selects this object, and in this namespace. */
  public boolean selects(KubeObject object) {
    return metadata.namespace().equals(object.metadata().namespace())
        && selector.matches(object.metadata().labels());
  }

  /** Whether this object is under its control. */
  public boolean controls(KubeObject object) {
    return object.metadata().controlledBy(metadata.uid());
  }

  public ObjectKey keyOf(String name) {
    return new ObjectKey(metadata.namespace(), name);
  }
}
