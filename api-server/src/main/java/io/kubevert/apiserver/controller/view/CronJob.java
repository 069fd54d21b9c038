package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What makes a Job at each time of a schedule.
 *
 * @param timeZone the name of a time zone of the tz database; empty for the controllers' own
 * @param startingDeadline how late a Job may start; empty for however late
 * @param jobTemplate metadata and spec of its Jobs; not to be changed
 * @param status the status as it was read; not to be changed
 */
public record CronJob(
    Metadata metadata,
    String schedule,
    Optional<String> timeZone,
    ConcurrencyPolicy concurrencyPolicy,
    Optional<Duration> startingDeadline,
    boolean suspended,
    int successfulJobsHistoryLimit,
    int failedJobsHistoryLimit,
    JsonNode jobTemplate,
    JsonNode status)
    implements KubeObject {

  /** What happens at a time of the schedule while an earlier Job still runs. */
  public enum ConcurrencyPolicy {
    ALLOW,
    /** The new one is left out. */
    FORBID,
    /** The earlier one is deleted. */
    REPLACE;

    private static ConcurrencyPolicy of(String text) {
      return switch (text) {
        case "Forbid" -> FORBID;
        case "Replace" -> REPLACE;
        default -> ALLOW;
      };
    }
  }

  public static CronJob of(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode deadline = spec.path("startingDeadlineSeconds");
    return new CronJob(
        Metadata.of(object),
        spec.path("schedule").asText(),
        Fields.text(spec.path("timeZone")),
        ConcurrencyPolicy.of(spec.path("concurrencyPolicy").asText()),
        deadline.isNumber() ? Optional.of(Duration.ofSeconds(deadline.asLong())) : Optional.empty(),
        spec.path("suspend").asBoolean(),
        spec.path("successfulJobsHistoryLimit").asInt(3),
        spec.path("failedJobsHistoryLimit").asInt(1),
        spec.path("jobTemplate"),
        object.path("status"));
  }

  /** The last time of the schedule that it made a Job for. */
  public Optional<Instant> lastScheduleTime() {
    return Fields.time(status.path("lastScheduleTime"));
  }
}
