package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether a Job has ended, and how. */
public enum JobState {
  UNFINISHED(""),
  COMPLETE("Complete"),
  FAILED("Failed");

  private final String condition;

  JobState(String condition) {
    this.condition = condition;
  }

  /** Reads it from a Job's status. */
  public static JobState of(JsonNode status) {
    for (JobState end : new JobState[] {COMPLETE, FAILED}) {
      if (end.conditionIn(status).path("status").asText().equals("True")) {
        return end;
      }
    }
    return UNFINISHED;
  }

  /** The condition that says so; a missing node if there is none. */
  public JsonNode conditionIn(JsonNode status) {
    return Fields.condition(status.path("conditions"), condition);
  }

  /** The type of the condition that says so; empty for a Job that has not ended. */
  public String condition() {
    return condition;
  }
}
