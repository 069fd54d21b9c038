package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.ContainerPort;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.apiserver.controller.view.Toleration;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scheduler knows of a pod.
 *
 * @param nodeName empty while it has no node
 * @param waiting whether it wants a node of this scheduler now
 * @param finished whether it no longer takes room on its node
 * @param hostPorts the ports that it needs of its node itself
 * @param conditions its conditions while it has no node; not to be changed
 */
public record SchedulingPod(
    ObjectKey key,
    String uid,
    Map<String, String> labels,
    Optional<String> ownerUid,
    Optional<String> nodeName,
    boolean waiting,
    boolean finished,
    Resources requests,
    List<ContainerPort> hostPorts,
    List<Toleration> tolerations,
    Affinity affinity,
    List<SpreadConstraint> spread,
    JsonNode conditions) {
  private static final String SCHEDULER = "default-scheduler";

  public static SchedulingPod of(JsonNode object) {
    Metadata metadata = Metadata.of(object);
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    String phase = status.path("phase").asText("Pending");
    Optional<String> nodeName = Fields.text(spec.path("nodeName"));
    boolean finished = phase.equals("Succeeded") || phase.equals("Failed");
    boolean waiting =
        nodeName.isEmpty()
            && !finished
            && !metadata.deleting()
            && spec.path("schedulingGates").isEmpty()
            && spec.path("schedulerName").asText(SCHEDULER).equals(SCHEDULER);
    return new SchedulingPod(
        metadata.key(),
        metadata.uid(),
        metadata.labels(),
        metadata.controller().map(OwnerReference::uid),
        nodeName,
        waiting,
        finished,
        Resources.requestedBy(spec),
        hostPorts(spec),
        Toleration.listOf(spec),
        Affinity.of(spec, metadata.namespace()),
        Fields.list(spec.path("topologySpreadConstraints"), SpreadConstraint::of),
        nodeName.isEmpty() ? status.path("conditions") : status.path("nothing"));
  }

  private static List<ContainerPort> hostPorts(JsonNode spec) {
    List<ContainerPort> ports = new ArrayList<>();
    for (JsonNode container : spec.path("containers")) {
      Fields.list(container.path("ports"), ContainerPort::of).stream()
          .filter(port -> port.hostPort() > 0)
          .forEach(ports::add);
    }
    return List.copyOf(ports);
  }

  /** The same pod on a node. */
  public SchedulingPod on(String node) {
    return with(Optional.of(node), false, conditions);
  }

  /** The same pod with another's conditions. */
  public SchedulingPod withConditionsOf(SchedulingPod other) {
    return with(nodeName, waiting, other.conditions);
  }

  private SchedulingPod with(Optional<String> node, boolean waits, JsonNode newConditions) {
    return new SchedulingPod(
        key,
        uid,
        labels,
        ownerUid,
        node,
        waits,
        finished,
        requests,
        hostPorts,
        tolerations,
        affinity,
        spread,
        newConditions);
  }

  /** Enough of the pod to write an event about it. */
  public ObjectNode reference() {
    ObjectNode reference =
        Json.object()
            .put("apiVersion", ResourceTypes.PODS.apiVersion())
            .put("kind", ResourceTypes.PODS.kind());
    reference
        .putObject("metadata")
        .put("namespace", key.namespace())
        .put("name", key.name())
        .put("uid", uid);
    return reference;
  }
}
