package io.kubevert.apiserver.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class JobControllerTest {
  private static final ResourceType JOBS = new ResourceType("batch", "v1", "Job", "jobs", true);

  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, JobController::new);
    cluster.start();
  }

  private void job(String spec) throws Exception {
    ObjectNode wanted =
        FakeCluster.yaml(
            """
            metadata: {namespace: default, name: work, uid: work-uid}
            spec:
              selector: {matchLabels: {job: work}}
              template:
                metadata: {labels: {job: work}}
                spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
            """);
    wanted.withObjectProperty("spec").setAll(FakeCluster.yaml(spec));
    cluster
        .api()
        .get(JOBS, new ObjectKey("default", "work"))
        .ifPresent(old -> wanted.set("status", old.path("status")));
    cluster.api().put(JOBS, wanted);
    cluster.settle();
  }

  private List<ObjectNode> active() {
    return cluster.api().list(ResourceTypes.PODS).stream()
        .filter(pod -> !pod.has("status"))
        .toList();
  }

  private void end(ObjectNode pod, String phase, Instant when) throws Exception {
    ObjectNode status = pod.putObject("status").put("phase", phase);
    status
        .putArray("containerStatuses")
        .addObject()
        .putObject("state")
        .putObject("terminated")
        .put("finishedAt", when.toString());
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();
  }

  private JsonNode status() {
    return cluster.get(JOBS, "default", "work").path("status");
  }

  private String condition(String type) {
    JsonNode condition = Fields.condition(status().path("conditions"), type);
    return condition.path("status").asText() + " " + condition.path("reason").asText();
  }

  @Test
  void runsSoManyAtOnceUntilEnoughHaveSucceeded() throws Exception {
    job("{completions: 3, parallelism: 2}");
    assertThat(active()).hasSize(2);
    assertThat(status().path("active").asInt()).isEqualTo(2);
    assertThat(status().path("startTime").asText()).isNotEmpty();

    end(active().getFirst(), "Succeeded", Instant.EPOCH);
    assertThat(active()).hasSize(2);
    end(active().getFirst(), "Succeeded", Instant.EPOCH);
    assertThat(active()).hasSize(1);
    end(active().getFirst(), "Succeeded", Instant.EPOCH);

    assertThat(status().path("succeeded").asInt()).isEqualTo(3);
    assertThat(status().path("active").asInt()).isZero();
    assertThat(status().has("completionTime")).isTrue();
    assertThat(condition("Complete")).isEqualTo("True CompletionsReached");
    assertThat(cluster.names(ResourceTypes.PODS)).hasSize(3);
  }

  @Test
  void isOverWhenOneHasSucceededAndTheOthersAreDone() throws Exception {
    job("{parallelism: 2}");
    end(active().getFirst(), "Succeeded", Instant.EPOCH);
    assertThat(active()).hasSize(1);
    assertThat(condition("Complete")).isBlank();

    end(active().getFirst(), "Failed", Instant.EPOCH);
    assertThat(condition("Complete")).isEqualTo("True CompletionsReached");
  }

  @Test
  void givesUpWhenTooManyHaveFailed() throws Exception {
    job("{completions: 1, backoffLimit: 1}");
    end(active().getFirst(), "Failed", Instant.EPOCH);
    assertThat(active()).hasSize(1);
    end(active().getFirst(), "Failed", Instant.EPOCH);

    assertThat(active()).isEmpty();
    assertThat(condition("Failed")).isEqualTo("True BackoffLimitExceeded");
    assertThat(status().path("failed").asInt()).isEqualTo(2);
  }

  @Test
  void waitsAfterAFailure() throws Exception {
    job("{completions: 1}");
    end(active().getFirst(), "Failed", Instant.now().plusSeconds(60));

    assertThat(active()).isEmpty();
    assertThat(status().path("failed").asInt()).isEqualTo(1);
    assertThat(condition("Failed")).isBlank();
  }

  @Test
  void eachPodOfAnIndexedJobHasItsNumber() throws Exception {
    job("{completions: 3, parallelism: 3, completionMode: Indexed}");
    assertThat(active())
        .extracting(
            pod ->
                pod.at("/spec/hostname").asText()
                    + " "
                    + pod.at("/spec/containers/0/env/0/value").asText())
        .containsExactlyInAnyOrder("work-0 0", "work-1 1", "work-2 2");

    ObjectNode second =
        active().stream()
            .filter(pod -> pod.at("/spec/hostname").asText().equals("work-1"))
            .findFirst()
            .orElseThrow();
    end(second, "Failed", Instant.EPOCH);
    assertThat(active()).extracting(pod -> pod.at("/spec/hostname").asText()).contains("work-1");
    for (ObjectNode pod : active()) {
      end(pod, "Succeeded", Instant.EPOCH);
    }
    assertThat(status().path("completedIndexes").asText()).isEqualTo("0-2");
    assertThat(condition("Complete")).isEqualTo("True CompletionsReached");
  }

  @Test
  void aSuspendedJobHasNoPods() throws Exception {
    job("{completions: 1}");
    job("{completions: 1, suspend: true}");
    assertThat(active()).isEmpty();
    assertThat(condition("Suspended")).isEqualTo("True JobSuspended");

    job("{completions: 1}");
    assertThat(active()).hasSize(1);
    assertThat(condition("Suspended")).isEqualTo("False JobResumed");
  }

  @Test
  void endsAtItsDeadline() throws Exception {
    job("{completions: 1, activeDeadlineSeconds: 0}");

    cluster.await("it has failed", () -> condition("Failed").equals("True DeadlineExceeded"));
    cluster.settle();
    assertThat(active()).isEmpty();
  }

  @Test
  void isDeletedWhenItHasBeenKeptLongEnough() throws Exception {
    job("{completions: 1, ttlSecondsAfterFinished: 0}");
    end(active().getFirst(), "Succeeded", Instant.EPOCH);

    cluster.await("it is gone", () -> cluster.api().list(JOBS).isEmpty());
  }
}
