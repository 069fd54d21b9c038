package io.kubevert.apiserver.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The schedule is hourly, unless a test says otherwise; the CronJob was made at 09:30. */
@ExtendWith(VertxExtension.class)
class CronJobControllerTest {
  private static final ResourceType JOBS = new ResourceType("batch", "v1", "Job", "jobs", true);
  private static final ResourceType CRON_JOBS =
      new ResourceType("batch", "v1", "CronJob", "cronjobs", true);
  private static final ObjectKey KEY = new ObjectKey("default", "tidy");

  private final AtomicReference<Instant> now = new AtomicReference<>();
  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    cluster = new FakeCluster(vertx, clock, CronJobController::new);
    at("09:45");
    cluster.start();
  }

  private void at(String time) {
    now.set(Instant.parse("2026-03-01T" + time + ":00Z"));
  }

  private void cronJob(String spec) throws Exception {
    ObjectNode wanted =
        FakeCluster.yaml(
            """
            metadata:
              {namespace: default, name: tidy, uid: tidy-uid, creationTimestamp: "2026-03-01T09:30:00Z"}
            spec:
              schedule: "@hourly"
              jobTemplate:
                metadata: {labels: {app: tidy}, annotations: {note: x}}
                spec: {template: {spec: {containers: [{name: c, image: i}]}}}
            """);
    wanted.withObjectProperty("spec").setAll(FakeCluster.yaml(spec));
    cluster.api().get(CRON_JOBS, KEY).ifPresent(old -> wanted.set("status", old.path("status")));
    cluster.api().put(CRON_JOBS, wanted);
    cluster.settle();
  }

  /** Lets time pass, and has the controller look. */
  private void lookAt(String time) throws Exception {
    at(time);
    ObjectNode cronJob = cluster.api().get(CRON_JOBS, KEY).orElseThrow();
    cronJob.withObject("/metadata/annotations").put("looked-at", time);
    cluster.api().put(CRON_JOBS, cronJob);
    cluster.settle();
  }

  private void end(String name, String condition, String time) throws Exception {
    ObjectNode job = cluster.api().get(JOBS, new ObjectKey("default", name)).orElseThrow();
    String instant = "2026-03-01T" + time + ":00Z";
    ObjectNode status = job.putObject("status").put("startTime", instant);
    if (condition.equals("Complete")) {
      status.put("completionTime", instant);
    }
    status.putArray("conditions").addObject().put("type", condition).put("status", "True");
    cluster.api().put(JOBS, job);
    cluster.settle();
  }

  /** The name of the Job for a time: it ends in the minutes since 1970. */
  private static String jobOf(String time) {
    return "tidy-" + Instant.parse("2026-03-01T" + time + ":00Z").getEpochSecond() / 60;
  }

  private JsonNode status() {
    return cluster.get(CRON_JOBS, "default", "tidy").path("status");
  }

  private List<String> active() {
    return status().path("active").findValuesAsText("name");
  }

  private List<String> events() {
    return cluster.api().list(ResourceTypes.EVENTS).stream()
        .map(event -> event.path("reason").asText() + ": " + event.path("message").asText())
        .toList();
  }

  @Test
  void makesAJobAtEachTimeOfItsSchedule() throws Exception {
    cronJob("{}");
    assertThat(cluster.names(JOBS)).isEmpty();

    lookAt("10:00");
    lookAt("10:59");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"));
    lookAt("11:00");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"), jobOf("11:00"));

    ObjectNode job = cluster.get(JOBS, "default", jobOf("11:00"));
    assertThat(job.at("/metadata/labels/app").asText()).isEqualTo("tidy");
    assertThat(job.at("/metadata/annotations/note").asText()).isEqualTo("x");
    assertThat(job.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("tidy-uid");
    assertThat(job.at("/metadata/ownerReferences/0/controller").asBoolean()).isTrue();
    assertThat(job.at("/spec/template/spec/containers/0/image").asText()).isEqualTo("i");
    assertThat(status().path("lastScheduleTime").asText()).isEqualTo("2026-03-01T11:00:00Z");
    assertThat(active()).containsExactly(jobOf("10:00"), jobOf("11:00"));
    assertThat(events()).contains("SuccessfulCreate: Created job " + jobOf("10:00"));
  }

  @Test
  void takesTheScheduleInItsTimeZone() throws Exception {
    cronJob("{schedule: '0 12 * * *', timeZone: Europe/Moscow}");
    lookAt("09:59");
    assertThat(cluster.names(JOBS)).isEmpty();
    cronJob("{schedule: '0 13 * * *', timeZone: Europe/Moscow}");
    lookAt("10:00");

    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"));
    assertThat(
            cluster
                .get(JOBS, "default", jobOf("10:00"))
                .path("metadata")
                .path("annotations")
                .path("batch.kubernetes.io/cronjob-scheduled-timestamp")
                .asText())
        .isEqualTo("2026-03-01T13:00:00+03:00");
  }

  @Test
  void makesOneJobForAllTimesThatItMissed() throws Exception {
    cronJob("{schedule: '* * * * *'}");
    cluster.api().delete(JOBS, new ObjectKey("default", jobOf("09:45")));
    lookAt("15:30");

    assertThat(cluster.names(JOBS)).containsExactly(jobOf("15:30"));
    assertThat(events())
        .contains(
            "TooManyMissedTimes: too many missed start times. Set or decrease"
                + " .spec.startingDeadlineSeconds or check clock skew",
            "MissingJob: Active job went missing: " + jobOf("09:45"));
  }

  @Test
  void leavesOutWhatIsTooLate() throws Exception {
    cronJob("{startingDeadlineSeconds: 120}");
    lookAt("10:03");
    assertThat(cluster.names(JOBS)).isEmpty();
    assertThat(events())
        .containsExactly(
            "MissSchedule: Missed scheduled time to start a job: Sun, 01 Mar 2026 10:00:00 +0000");

    lookAt("11:02");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("11:00"));
  }

  @Test
  void makesNoneWhileItIsSuspended() throws Exception {
    cronJob("{suspend: true}");
    lookAt("10:00");
    assertThat(cluster.names(JOBS)).isEmpty();

    cronJob("{suspend: false}");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"));
  }

  @Test
  void waitsForAJobThatRunsIfTwoAreForbidden() throws Exception {
    cronJob("{concurrencyPolicy: Forbid}");
    lookAt("10:00");
    lookAt("11:00");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"));
    assertThat(events())
        .contains(
            "JobAlreadyActive: Not starting job because prior execution is running and concurrency"
                + " policy is Forbid");

    end(jobOf("10:00"), "Complete", "11:05");
    assertThat(cluster.names(JOBS)).containsExactly(jobOf("10:00"), jobOf("11:00"));
  }

  @Test
  void replacesAJobThatRuns() throws Exception {
    cronJob("{concurrencyPolicy: Replace}");
    lookAt("10:00");
    lookAt("11:00");

    assertThat(cluster.names(JOBS)).containsExactly(jobOf("11:00"));
    assertThat(active()).containsExactly(jobOf("11:00"));
    assertThat(events()).contains("SuccessfulDelete: Deleted job " + jobOf("10:00"));
  }

  @Test
  void remembersAsManyJobsAsItWants() throws Exception {
    cronJob("{successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0}");
    for (String hour : List.of("10", "11", "12")) {
      lookAt(hour + ":00");
      end(jobOf(hour + ":00"), hour.equals("11") ? "Failed" : "Complete", hour + ":01");
    }

    assertThat(cluster.names(JOBS)).containsExactly(jobOf("12:00"));
    assertThat(active()).isEmpty();
    assertThat(status().path("lastSuccessfulTime").asText()).isEqualTo("2026-03-01T12:01:00Z");
    assertThat(events())
        .contains(
            "SawCompletedJob: Saw completed job: %s, condition: Complete".formatted(jobOf("10:00")),
            "SawCompletedJob: Saw completed job: %s, condition: Failed".formatted(jobOf("11:00")));
  }

  @Test
  void takesAJobOfTheRightNameForItsOwnOnlyIfItIs() throws Exception {
    String owner =
        ", ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: tidy, uid: tidy-uid,"
            + " controller: true}]";
    cluster.put(JOBS, "{metadata: {namespace: default, name: " + jobOf("10:00") + ", uid: other}}");
    cronJob("{}");
    lookAt("10:00");
    assertThat(status().has("lastScheduleTime")).isFalse();

    cluster.put(
        JOBS,
        "{metadata: {namespace: default, name: " + jobOf("11:00") + ", uid: own" + owner + "}}");
    lookAt("11:00");
    assertThat(active()).containsExactly(jobOf("11:00"));
    assertThat(status().path("lastScheduleTime").asText()).isEqualTo("2026-03-01T11:00:00Z");
  }

  @Test
  void saysWhatIsWrongWithASchedule() throws Exception {
    cronJob("{schedule: 'soon'}");
    cronJob("{timeZone: Moon/Tycho}");

    assertThat(events())
        .containsExactlyInAnyOrder(
            "UnparseableSchedule: unparseable schedule: \"soon\" : expected exactly 5 fields, found"
                + " 1: [soon]",
            "UnknownTimeZone: invalid timeZone: \"Moon/Tycho\": unknown time zone Moon/Tycho");
  }

  @Test
  void comesBackByItselfWhenTheTimeHasCome(Vertx vertx) throws Exception {
    FakeCluster running = new FakeCluster(vertx, CronJobController::new);
    running.put(
        CRON_JOBS,
        """
        metadata: {namespace: default, name: beat, uid: beat-uid, creationTimestamp: "%s"}
        spec: {schedule: "@every 1s", jobTemplate: {spec: {}}}
        """
            .formatted(Instant.now()));
    running.start();

    running.await("its first Job is there", () -> !running.names(JOBS).isEmpty());
  }
}
