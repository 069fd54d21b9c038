package io.kubevert.apiserver.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.PodManifest;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;

/** The pods of a Job; those of an indexed one know their number. */
final class JobPodManifest {
  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

  private JobPodManifest() {}

  static ObjectNode of(Workload job, ResourceType type, boolean indexed, int index) {
    ObjectNode pod = PodManifest.generated(job, type);
    if (!indexed) {
      return pod;
    }
    String number = Integer.toString(index);
    String name = job.metadata().name() + "-" + number;
    ObjectNode metadata = PodManifest.metadata(pod).put("generateName", name + "-");
    metadata.withObjectProperty("labels").put(JobPods.INDEX, number);
    metadata.withObjectProperty("annotations").put(JobPods.INDEX, number);
    ObjectNode spec = pod.withObjectProperty("spec").put("hostname", name);
    spec.path("containers").forEach(container -> tell(container, number));
    spec.path("initContainers").forEach(container -> tell(container, number));
    return pod;
  }

  private static void tell(JsonNode container, String number) {
    if (container instanceof ObjectNode object) {
      ArrayNode variables = Json.object().arrayNode();
      variables.addObject().put("name", INDEX_VARIABLE).put("value", number);
      object.path("env").forEach(variables::add);
      object.set("env", variables);
    }
  }
}
