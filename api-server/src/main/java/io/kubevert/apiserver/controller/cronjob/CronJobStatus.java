package io.kubevert.apiserver.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of a CronJob.
 *
 * @param active its Jobs that have not ended, the oldest first
 * @param lastSuccess when the last of its Jobs succeeded
 */
record CronJobStatus(
    List<JobReference> active, Optional<Instant> lastSchedule, Optional<Instant> lastSuccess) {

  static CronJobStatus of(JsonNode status) {
    return new CronJobStatus(
        Fields.list(status.path("active"), JobReference::of),
        Fields.time(status.path("lastScheduleTime")),
        Fields.time(status.path("lastSuccessfulTime")));
  }

  CronJobStatus started(JobReference job, Instant scheduled) {
    return new CronJobStatus(
        Stream.concat(active.stream(), Stream.of(job)).toList(),
        Optional.of(scheduled),
        lastSuccess);
  }

  CronJobStatus without(Collection<JobReference> jobs) {
    return new CronJobStatus(
        active.stream().filter(job -> !jobs.contains(job)).toList(), lastSchedule, lastSuccess);
  }

  /** A merge patch that makes it the status of an object. */
  ObjectNode toPatch() {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    if (active.isEmpty()) {
      status.putNull("active");
    } else {
      ArrayNode references = status.putArray("active");
      active.forEach(job -> references.add(job.toJson()));
    }
    lastSchedule.ifPresent(time -> status.put("lastScheduleTime", time.toString()));
    lastSuccess.ifPresent(time -> status.put("lastSuccessfulTime", time.toString()));
    return patch;
  }
}
