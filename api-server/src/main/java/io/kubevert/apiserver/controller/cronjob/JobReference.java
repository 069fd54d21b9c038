package io.kubevert.apiserver.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;

/** An entry of {@code status.active}. */
record JobReference(ObjectKey key, String uid, String resourceVersion) {

  static JobReference of(JsonNode node) {
    return new JobReference(
        new ObjectKey(node.path("namespace").asText(), node.path("name").asText()),
        node.path("uid").asText(),
        node.path("resourceVersion").asText());
  }

  static JobReference to(Metadata job) {
    return new JobReference(job.key(), job.uid(), Long.toString(job.revision()));
  }

  ObjectNode toJson() {
    return Json.object()
        .put("apiVersion", "batch/v1")
        .put("kind", "Job")
        .put("namespace", key.namespace())
        .put("name", key.name())
        .put("uid", uid)
        .put("resourceVersion", resourceVersion);
  }
}
