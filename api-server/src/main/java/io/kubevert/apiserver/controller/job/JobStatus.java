package io.kubevert.apiserver.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.JobState;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.client.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** The status that a Job ought to have. */
final class JobStatus {
  private static final String SUSPENDED = "Suspended";

  private JobStatus() {}

  /** Whether a Job has ended; nothing happens to it any more. */
  static boolean ended(JsonNode status) {
    return JobState.of(status) != JobState.UNFINISHED;
  }

  /** When it ended. */
  static Instant end(JsonNode status) {
    return Fields.time(JobState.of(status).conditionIn(status).path("lastTransitionTime"))
        .orElse(Instant.EPOCH);
  }

  static ObjectNode of(
      JsonNode old, JobRules rules, JobPods pods, JobOutcome outcome, Instant instant) {
    String now = instant.truncatedTo(ChronoUnit.SECONDS).toString();
    boolean ends = !(outcome instanceof JobOutcome.Running);
    ObjectNode status = Json.object();
    status.put("active", ends || rules.suspended() ? 0 : pods.active().size());
    status.put("ready", ends ? 0 : (int) pods.active().stream().filter(Pod::ready).count());
    status.put("succeeded", pods.completed(rules)).put("failed", pods.failed().size());
    if (rules.indexed()) {
      status.put("completedIndexes", ranges(JobPods.indexes(pods.succeeded())));
    }
    if (rules.suspended() && !ends) {
      status.putNull("startTime");
    } else {
      status.put("startTime", old.path("startTime").asText(now));
    }
    if (outcome instanceof JobOutcome.Complete) {
      status.put("completionTime", now);
    }
    ArrayNode conditions = conditions(old, rules, outcome, instant).toJson();
    if (!conditions.isEmpty()) {
      status.set("conditions", conditions);
    }
    return status;
  }

  private static Conditions conditions(
      JsonNode old, JobRules rules, JobOutcome outcome, Instant now) {
    Conditions conditions = new Conditions(old.path("conditions"), now);
    switch (outcome) {
      case JobOutcome.Running() -> {
        if (rules.suspended()) {
          conditions.set(SUSPENDED, "True", "JobSuspended", "Job suspended");
        } else if (suspended(old)) {
          conditions.set(SUSPENDED, "False", "JobResumed", "Job resumed");
        }
      }
      case JobOutcome.Complete() ->
          conditions.set(
              "Complete",
              "True",
              "CompletionsReached",
              "Reached expected number of succeeded pods");
      case JobOutcome.Failed(String reason, String message) ->
          conditions.set("Failed", "True", reason, message);
    }
    return conditions;
  }

  private static boolean suspended(JsonNode status) {
    return Fields.condition(status.path("conditions"), SUSPENDED)
        .path("status")
        .asText()
        .equals("True");
  }

  /** As in {@code 0-2,5}. */
  private static String ranges(SortedSet<Integer> indexes) {
    List<String> ranges = new ArrayList<>();
    int first = -1;
    for (int index : indexes) {
      if (!indexes.contains(index - 1)) {
        first = index;
      }
      if (!indexes.contains(index + 1)) {
        ranges.add(first == index ? Integer.toString(index) : first + "-" + index);
      }
    }
    return String.join(",", ranges);
  }

  /** Whether an existing status says the same. */
  static boolean same(JsonNode old, ObjectNode status) {
    return status.properties().stream()
        .allMatch(
            field ->
                field.getValue().isNull()
                    ? !old.hasNonNull(field.getKey())
                    : field.getValue().equals(old.get(field.getKey())));
  }
}
