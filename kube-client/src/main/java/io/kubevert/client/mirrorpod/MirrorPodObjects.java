package io.kubevert.client.mirrorpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The JSON of a mirror pod and of its lease, and what is compared in them. */
final class MirrorPodObjects {
  static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final List<String> CONDITIONS =
      List.of("Initialized", "Ready", "ContainersReady", "PodScheduled");

  private MirrorPodObjects() {}

  static ObjectNode pod(MirrorPodDescription description) {
    ObjectNode pod = Json.object();
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("namespace", description.namespace()).put("name", description.name());
    description.labels().forEach(metadata.putObject("labels")::put);
    metadata.putObject("annotations").put(MIRROR_ANNOTATION, description.name());
    ObjectNode spec = pod.putObject("spec");
    spec.put("nodeName", description.nodeName())
        .put("hostNetwork", true)
        .put("restartPolicy", "Always")
        .put("priorityClassName", "system-node-critical");
    spec.putArray("tolerations").addObject().put("operator", "Exists");
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", description.containerName()).put("image", description.image());
    if (!description.ports().isEmpty()) {
      ArrayNode ports = container.putArray("ports");
      for (MirrorPodDescription.Port port : description.ports()) {
        ports
            .addObject()
            .put("name", port.name())
            .put("containerPort", port.number())
            .put("hostPort", port.number())
            .put("protocol", port.protocol());
      }
    }
    return pod;
  }

  static ObjectNode status(MirrorPodDescription description, Instant started, boolean ready) {
    String startTime = started.truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode status = Json.object();
    status
        .put("phase", "Running")
        .put("hostIP", description.nodeAddress())
        .put("podIP", description.nodeAddress())
        .put("qosClass", "BestEffort")
        .put("startTime", startTime);
    status.putArray("hostIPs").addObject().put("ip", description.nodeAddress());
    status.putArray("podIPs").addObject().put("ip", description.nodeAddress());
    ArrayNode conditions = status.putArray("conditions");
    for (String condition : CONDITIONS) {
      boolean holds = ready || !condition.endsWith("Ready");
      conditions
          .addObject()
          .put("type", condition)
          .put("status", holds ? "True" : "False")
          .put("lastTransitionTime", startTime);
    }
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container
        .put("name", description.containerName())
        .put("image", description.image())
        .put("imageID", description.image())
        .put("ready", ready)
        .put("started", true)
        .put("restartCount", 0);
    container.putObject("state").putObject("running").put("startedAt", startTime);
    return status;
  }

  /** Whether a pod found under our name can become ours: same node, a mirror, not going away. */
  static boolean canAdopt(JsonNode pod, MirrorPodDescription description) {
    JsonNode metadata = pod.path("metadata");
    JsonNode labels = metadata.path("labels");
    return metadata.path("deletionTimestamp").isMissingNode()
        && metadata.path("annotations").has(MIRROR_ANNOTATION)
        && pod.path("spec").path("nodeName").asText().equals(description.nodeName())
        && description.labels().entrySet().stream()
            .allMatch(label -> labels.path(label.getKey()).asText().equals(label.getValue()));
  }

  /** Whether a pod's status already tells others what the wanted one would. */
  static boolean says(JsonNode status, JsonNode wanted) {
    return status.path("phase").equals(wanted.path("phase"))
        && status.path("podIP").equals(wanted.path("podIP"))
        && status.path("startTime").equals(wanted.path("startTime"))
        && readiness(status).equals(readiness(wanted));
  }

  /** Whether a process that started after us keeps the object: a successor that has taken over. */
  static boolean isSuccessors(JsonNode pod, Instant started) {
    String startTime = pod.path("status").path("startTime").asText("");
    return !startTime.isEmpty()
        && Instant.parse(startTime).isAfter(started.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String readiness(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  static ObjectNode lease(MirrorPodDescription description, Duration duration, Instant now) {
    ObjectNode lease = Json.object();
    lease
        .putObject("metadata")
        .put("namespace", description.namespace())
        .put("name", description.name());
    lease
        .putObject("spec")
        .put("holderIdentity", description.nodeName())
        .put("leaseDurationSeconds", duration.toSeconds())
        .put("renewTime", MICRO_TIME.format(now));
    return lease;
  }
}
