package io.kubevert.apiserver.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.ControllerRevision;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.PodManifest;
import io.kubevert.apiserver.controller.workload.RevisionHistory;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The pods of a StatefulSet, and the volume claims that each keeps over its lives. */
final class StatefulPodManifest {
  private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";
  private static final Pattern ORDINAL = Pattern.compile("0|[1-9]\\d{0,8}");

  private StatefulPodManifest() {}

  static String name(Workload set, int ordinal) {
    return set.metadata().name() + "-" + ordinal;
  }

  /** Which of the set's pods has a name; empty if none could have it. */
  static OptionalInt ordinal(Workload set, String podName) {
    String prefix = set.metadata().name() + "-";
    String rest = podName.startsWith(prefix) ? podName.substring(prefix.length()) : "";
    return ORDINAL.matcher(rest).matches()
        ? OptionalInt.of(Integer.parseInt(rest))
        : OptionalInt.empty();
  }

  static ObjectNode of(Workload set, int ordinal, ControllerRevision revision) {
    ObjectNode pod =
        PodManifest.from(set, ResourceTypes.STATEFUL_SETS, RevisionHistory.template(revision));
    String name = name(set, ordinal);
    ObjectNode metadata = PodManifest.metadata(pod).put("name", name);
    metadata
        .withObjectProperty("labels")
        .put(POD_NAME, name)
        .put(POD_INDEX, Integer.toString(ordinal))
        .put(RevisionHistory.POD_LABEL, revision.metadata().name());
    ObjectNode spec = pod.withObjectProperty("spec").put("hostname", name);
    String service = set.spec().path("serviceName").asText("");
    if (!service.isEmpty()) {
      spec.put("subdomain", service);
    }
    mountClaims(set, name, spec);
    return pod;
  }

  /** The PersistentVolumeClaims that a pod needs, which outlive it. */
  static List<ObjectNode> claims(Workload set, int ordinal) {
    List<ObjectNode> claims = new ArrayList<>();
    for (JsonNode template : set.spec().path("volumeClaimTemplates")) {
      ObjectNode claim = Json.object();
      ObjectNode metadata = claim.putObject("metadata");
      metadata.setAll(template.path("metadata").<ObjectNode>deepCopy());
      metadata
          .put("namespace", set.metadata().namespace())
          .put("name", claimName(template, name(set, ordinal)));
      JsonNode labels = set.spec().path("selector").path("matchLabels");
      if (labels instanceof ObjectNode selected) {
        metadata.withObjectProperty("labels").setAll(selected.deepCopy());
      }
      claim.set("spec", template.path("spec").deepCopy());
      claims.add(claim);
    }
    return claims;
  }

  private static String claimName(JsonNode template, String podName) {
    return template.path("metadata").path("name").asText() + "-" + podName;
  }

  /** A volume of a claim takes the place of a volume of the same name in the template. */
  private static void mountClaims(Workload set, String podName, ObjectNode spec) {
    JsonNode templates = set.spec().path("volumeClaimTemplates");
    if (templates.isEmpty()) {
      return;
    }
    List<String> claimed = new ArrayList<>();
    ArrayNode volumes = Json.object().arrayNode();
    for (JsonNode template : templates) {
      String volume = template.path("metadata").path("name").asText();
      claimed.add(volume);
      volumes
          .addObject()
          .put("name", volume)
          .putObject("persistentVolumeClaim")
          .put("claimName", claimName(template, podName));
    }
    for (JsonNode volume : spec.path("volumes")) {
      if (!claimed.contains(volume.path("name").asText())) {
        volumes.add(volume);
      }
    }
    spec.set("volumes", volumes);
  }
}
