package io.kubevert.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.kubevert.apiserver.kinds.core.PodTemplates;
import io.kubevert.apiserver.kinds.core.PodWarnings;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.table.HumanDuration;
import io.kubevert.apiserver.table.PodTemplateColumns;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Jobs: each selects its pods by its own uid, unless a user says otherwise. */
public final class Jobs implements Strategy {
  private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";

  private Jobs() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("batch", "v1", "Job", "jobs", true),
        "job",
        List.of(),
        List.of("all"),
        Job.class,
        new Jobs(),
        List.of(
            Column.objectName(),
            Column.text("Status", "The state of the job.", Jobs::status),
            Column.text(
                "Completions", "How many of the wanted pods have succeeded.", Jobs::completions),
            Column.text("Duration", "How long it took, or has been running.", Jobs::duration),
            Column.age(),
            PodTemplateColumns.containers(PodTemplateColumns::podSpec),
            PodTemplateColumns.images(PodTemplateColumns::podSpec),
            PodTemplateColumns.selector()),
        Set.of("status"));
  }

  @Override
  public void setDefaults(ObjectNode job) {
    PodTemplates.setDefaults(job);
    ObjectNode spec = job.withObject("/spec");
    if (!spec.has("completions") && !spec.has("parallelism")) {
      spec.put("completions", 1);
    }
    setDefault(spec, "parallelism", 1);
    setDefault(spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    setDefault(spec, "completionMode", "NonIndexed");
    setDefault(spec, "suspend", false);
    setDefault(spec, "manualSelector", false);
    setDefault(
        spec,
        "podReplacementPolicy",
        spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    setFailurePolicyDefaults(spec);
    setLabels(job, spec.path("template").path("metadata").path("labels"));
  }

  /** What stands in a CronJob's template, too. */
  static void setFailurePolicyDefaults(JsonNode spec) {
    for (JsonNode rule : spec.path("podFailurePolicy").path("rules")) {
      for (JsonNode pattern : rule.path("onPodConditions")) {
        setDefault((ObjectNode) pattern, "status", "True");
      }
    }
  }

  /** A Job without labels of its own has those of its pods. */
  private static void setLabels(ObjectNode job, JsonNode labels) {
    ObjectNode metadata = job.withObjectProperty("metadata");
    if (metadata.path("labels").isEmpty() && !labels.isEmpty()) {
      metadata.set("labels", labels.deepCopy());
    }
  }

  private static void setDefault(ObjectNode object, String field, int value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void setDefault(ObjectNode object, String field, boolean value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void setDefault(ObjectNode object, String field, String value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode job) {
    job.remove("status");
    ObjectNode spec = job.withObject("/spec");
    if (spec.path("manualSelector").asBoolean()) {
      return;
    }
    String uid = job.path("metadata").path("uid").asText();
    String name = job.path("metadata").path("name").asText();
    spec.withObject("/template/metadata/labels")
        .put("controller-uid", uid)
        .put(CONTROLLER_UID, uid)
        .put("job-name", name)
        .put("batch.kubernetes.io/job-name", name);
    if (!spec.has("selector")) {
      spec.withObject("/selector/matchLabels").put(CONTROLLER_UID, uid);
    }
  }

  @Override
  public void validate(ObjectNode job, FieldErrors errors) {
    JobValidation.validateSpec(job.path("spec"), "spec", errors);
    JobValidation.validateSelector(job.path("spec"), errors);
  }

  @Override
  public List<String> warningsOnCreate(JsonNode workload) {
    return PodWarnings.ofWorkload(workload);
  }

  @Override
  public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    JobValidation.validateUpdate(job, old, errors);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode job) {
    return Map.of("status.successful", job.path("status").path("succeeded").asText("0"));
  }

  private static String status(JsonNode job) {
    JsonNode conditions = job.path("status").path("conditions");
    for (String condition : List.of("Complete", "Failed")) {
      if (Cells.hasCondition(conditions, condition, "True")) {
        return condition;
      }
    }
    if (job.path("metadata").hasNonNull("deletionTimestamp")) {
      return "Terminating";
    }
    for (String condition : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (Cells.hasCondition(conditions, condition, "True")) {
        return condition;
      }
    }
    return "Running";
  }

  private static String completions(JsonNode job) {
    int succeeded = job.path("status").path("succeeded").asInt();
    if (job.path("spec").has("completions")) {
      return succeeded + "/" + job.path("spec").path("completions").asInt();
    }
    int parallelism = job.path("spec").path("parallelism").asInt();
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(JsonNode job) {
    JsonNode status = job.path("status");
    if (!status.hasNonNull("startTime")) {
      return "";
    }
    String started = status.path("startTime").asText();
    return status.hasNonNull("completionTime")
        ? HumanDuration.between(started, status.path("completionTime").asText())
        : HumanDuration.since(started, Instant.now());
  }
}
