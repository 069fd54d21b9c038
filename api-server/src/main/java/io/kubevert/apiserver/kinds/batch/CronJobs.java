package io.kubevert.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** CronJobs: Jobs by a schedule. */
public final class CronJobs implements Strategy {
  private CronJobs() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("batch", "v1", "CronJob", "cronjobs", true),
        "cronjob",
        List.of("cj"),
        List.of("all"),
        CronJob.class,
        new CronJobs(),
        List.of(
            Column.objectName(),
            Column.text(
                "Schedule",
                "When to run, in cron format.",
                object -> object.path("spec").path("schedule").asText("")),
            Column.text(
                "Timezone",
                "The time zone of the schedule.",
                object -> object.path("spec").path("timeZone").asText(Cells.NONE)),
            Column.text(
                "Suspend",
                "Whether no more jobs are started.",
                object -> object.path("spec").path("suspend").asBoolean() ? "True" : "False"),
            Column.number(
                "Active",
                "How many jobs run now.",
                object -> object.path("status").path("active").size()),
            Column.text(
                "Last Schedule",
                "When it ran last.",
                object ->
                    object.path("status").hasNonNull("lastScheduleTime")
                        ? Cells.since(object.path("status").path("lastScheduleTime"))
                        : Cells.NONE),
            Column.age(),
            PodTemplateColumns.containers(CronJobs::podSpec),
            PodTemplateColumns.images(CronJobs::podSpec),
            Column.wide(
                "Selector",
                "The selector of its jobs.",
                object ->
                    Cells.selector(
                        object.path("spec").path("jobTemplate").path("spec").path("selector")))),
        Set.of("status"));
  }

  @Override
  public void setDefaults(ObjectNode cronJob) {
    ObjectNode spec = cronJob.withObject("/spec");
    PodTemplates.setDefaults(spec.withObjectProperty("jobTemplate"));
    Jobs.setFailurePolicyDefaults(spec.path("jobTemplate").path("spec"));
    if (!spec.has("concurrencyPolicy")) {
      spec.put("concurrencyPolicy", "Allow");
    }
    if (!spec.has("suspend")) {
      spec.put("suspend", false);
    }
    if (!spec.has("successfulJobsHistoryLimit")) {
      spec.put("successfulJobsHistoryLimit", 3);
    }
    if (!spec.has("failedJobsHistoryLimit")) {
      spec.put("failedJobsHistoryLimit", 1);
    }
  }

  @Override
  public void validate(ObjectNode cronJob, FieldErrors errors) {
    CronJobValidation.validate(cronJob, errors);
  }

  @Override
  public void validateCreate(ObjectNode cronJob, FieldErrors errors) {
    CronJobValidation.validateName(cronJob.path("metadata").path("name").asText(""), errors);
  }

  private static JsonNode podSpec(JsonNode cronJob) {
    return cronJob.path("spec").path("jobTemplate").path("spec").path("template").path("spec");
  }
}
