package io.kubevert.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.cron.CronSchedule;
import io.kubevert.apiserver.validation.FieldErrors;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Whether a CronJob may be stored. */
final class CronJobValidation {
  /** A label's length without that of a dash and ten digits, which the names of its Jobs add. */
  private static final int LONGEST_NAME = 52;

  private static final List<String> CONCURRENCY_POLICIES = List.of("Allow", "Forbid", "Replace");

  private CronJobValidation() {}

  static void validate(JsonNode cronJob, FieldErrors errors) {
    JsonNode spec = cronJob.path("spec");
    validateSchedule(spec.path("schedule").asText(""), errors);
    JobValidation.requireNonNegative(spec, "spec", List.of("startingDeadlineSeconds"), errors);
    if (spec.hasNonNull("timeZone")) {
      validateTimeZone(spec.path("timeZone").asText(), errors);
    }
    String policy = spec.path("concurrencyPolicy").asText("");
    if (!CONCURRENCY_POLICIES.contains(policy)) {
      errors.notSupported("spec.concurrencyPolicy", policy, CONCURRENCY_POLICIES);
    }
    JobValidation.requireNonNegative(
        spec, "spec", List.of("successfulJobsHistoryLimit", "failedJobsHistoryLimit"), errors);
    validateTemplate(spec.path("jobTemplate").path("spec"), errors);
  }

  static void validateName(String name, FieldErrors errors) {
    if (name.length() > LONGEST_NAME) {
      errors.invalid("metadata.name", name, "must be no more than 52 characters");
    }
  }

  private static void validateSchedule(String schedule, FieldErrors errors) {
    if (schedule.isEmpty()) {
      errors.required("spec.schedule", "");
      return;
    }
    if (schedule.contains("TZ")) {
      errors.invalid(
          "spec.schedule",
          schedule,
          "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      return;
    }
    try {
      CronSchedule.parse(schedule, ZoneOffset.UTC);
    } catch (IllegalArgumentException e) {
      errors.invalid("spec.schedule", schedule, e.getMessage());
    }
  }

  private static void validateTimeZone(String zone, FieldErrors errors) {
    String fault = null;
    if (zone.isEmpty()) {
      fault = "timeZone must be nil or non-empty string";
    } else if (zone.equalsIgnoreCase("Local")) {
      fault =
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
    } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      fault = "unknown time zone " + zone;
    }
    if (fault != null) {
      errors.invalid("spec.timeZone", zone, fault);
    }
  }

  private static void validateTemplate(JsonNode spec, FieldErrors errors) {
    String path = "spec.jobTemplate.spec";
    JobValidation.validateSpec(spec, path, errors);
    if (spec.hasNonNull("selector")) {
      errors.invalid(path + ".selector", spec.get("selector"), "`selector` will be auto-generated");
    }
    if (spec.path("manualSelector").asBoolean()) {
      errors.notSupported(path + ".manualSelector", true, List.of("nil", "false"));
    }
  }
}
