package io.kubevert.apiserver.kinds.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchValidationTest {
  private static final String JOB_SPEC =
      "{template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}";
  private static final String CRON_JOB_SPEC =
      "{schedule: '@daily', jobTemplate: {spec: " + JOB_SPEC + "}}";
  private static final Writes JOBS = new Writes(Jobs.definition());
  private static final Writes CRON_JOBS = new Writes(CronJobs.definition());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "parallelism: -1 | spec.parallelism: Invalid value: -1: must be greater than or equal to 0",
        "completions: -1 | spec.completions: Invalid value: -1: must be greater than or equal to 0",
        "backoffLimit: -1 | spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0",
        "activeDeadlineSeconds: -1 | spec.activeDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
        "ttlSecondsAfterFinished: -1 | spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0",
        "completionMode: Any | spec.completionMode: Unsupported value: \"Any\": supported values: \"Indexed\", \"NonIndexed\"",
        "{completionMode: Indexed, parallelism: 2} | spec.completions: Required value: when completion mode is Indexed",
        "{completionMode: Indexed, completions: 1, parallelism: 100001} | spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed",
        "podReplacementPolicy: Any | spec.podReplacementPolicy: Unsupported value: \"Any\": supported values: \"Failed\", \"TerminatingOrFailed\"",
        "template: {spec: {containers: [{name: c, image: i}]}} | spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
        "{manualSelector: true, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}} | spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match template `labels`",
        "manualSelector: true | spec.selector: Required value",
      })
  void aJobIsRefused(String change, String fault) {
    assertThat(JOBS.create(manifest(JOB_SPEC, change)).faults()).containsExactly(fault);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "schedule: '' | spec.schedule: Required value",
        "schedule: '* * *' | spec.schedule: Invalid value: \"* * *\": expected exactly 5 fields, found 3: [* * *]",
        "schedule: 'TZ=UTC 0 0 * * *' | spec.schedule: Invalid value: \"TZ=UTC 0 0 * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        "timeZone: '' | spec.timeZone: Invalid value: \"\": timeZone must be nil or non-empty string",
        "timeZone: local | spec.timeZone: Invalid value: \"local\": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
        "timeZone: Moon/Tycho | spec.timeZone: Invalid value: \"Moon/Tycho\": unknown time zone Moon/Tycho",
        "concurrencyPolicy: Any | spec.concurrencyPolicy: Unsupported value: \"Any\": supported values: \"Allow\", \"Forbid\", \"Replace\"",
        "startingDeadlineSeconds: -1 | spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
        "failedJobsHistoryLimit: -1 | spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        "successfulJobsHistoryLimit: -1 | spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        "jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}} | spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
        "jobTemplate: {spec: {manualSelector: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}} | spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: \"nil\", \"false\"",
        "jobTemplate: {spec: {selector: {}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}} | spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated",
      })
  void aCronJobIsRefused(String change, String fault) {
    assertThat(CRON_JOBS.create(manifest(CRON_JOB_SPEC, change)).faults()).containsExactly(fault);
  }

  @Test
  void aNameLeavesRoomForThoseOfItsJobs() {
    ObjectNode cronJob = manifest(CRON_JOB_SPEC, "{}");
    cronJob.withObject("/metadata").put("name", "n".repeat(53));
    assertThat(CRON_JOBS.create(cronJob).faults())
        .containsExactly(
            "metadata.name: Invalid value: \"%s\": must be no more than 52 characters"
                .formatted("n".repeat(53)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                   | parallelism: 3                                   | ",
        "{}                                   | completions: 3                                   | spec.completions",
        "{}                                   | completionMode: Indexed                          | spec.completionMode",
        "{}                                   | template: {spec: {nodeSelector: {disk: fast}}}   | spec.template",
        "suspend: true                        | template: {spec: {nodeSelector: {disk: fast}}}   | ",
        "suspend: true                        | template: {spec: {serviceAccountName: other}}    | spec.template",
        "{completionMode: Indexed, completions: 2, parallelism: 2} | {completions: 3, parallelism: 3} | ",
      })
  void aJobKeepsWhatItsPodsWereMadeBy(String before, String change, String field) {
    ObjectNode old = JOBS.create(manifest(JOB_SPEC, before)).object();
    ObjectNode changed = old.deepCopy();
    merge(changed.withObject("/spec"), Yaml.object(change));
    var faults = JOBS.update(old, changed).faults();
    if (field == null) {
      assertThat(faults).isEmpty();
    } else {
      assertThat(faults)
          .singleElement()
          .asString()
          .startsWith(field + ": Invalid value: ")
          .endsWith(": field is immutable");
    }
  }

  private static ObjectNode manifest(String spec, String change) {
    ObjectNode object = Yaml.object("{metadata: {name: work}, spec: " + spec + "}");
    object.withObject("/spec").setAll(Yaml.object(change));
    return object;
  }

  private static void merge(ObjectNode into, ObjectNode change) {
    change
        .properties()
        .forEach(
            field -> {
              if (field.getValue() instanceof ObjectNode nested) {
                merge(into.withObjectProperty(field.getKey()), nested);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }
}
