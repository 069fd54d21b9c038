package io.kubevert.apiserver.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A Job to be, made from a CronJob's template. */
final class JobManifest {
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  private JobManifest() {}

  /**
   * The Job for a time of the schedule. Its name is the same each time, so that nobody makes two.
   *
   * @param zone the time zone that the time is shown in
   */
  static ObjectNode of(CronJob cronJob, ResourceType ownerType, Instant scheduled, ZoneId zone) {
    JsonNode template = cronJob.jobTemplate();
    ObjectNode job = Json.object();
    ObjectNode metadata = job.putObject("metadata");
    metadata
        .put("namespace", cronJob.metadata().namespace())
        .put("name", cronJob.metadata().name() + "-" + scheduled.getEpochSecond() / 60);
    for (String field : List.of("labels", "annotations")) {
      if (template.path("metadata").path(field) instanceof ObjectNode values) {
        metadata.set(field, values.deepCopy());
      }
    }
    metadata
        .withObjectProperty("annotations")
        .put(SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(scheduled.atZone(zone)));
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controlledBy(ownerType, cronJob.metadata()).toJson());
    job.set("spec", template.path("spec").deepCopy());
    return job;
  }
}
