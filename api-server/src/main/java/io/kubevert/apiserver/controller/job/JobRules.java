package io.kubevert.apiserver.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Workload;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Job asks for.
 *
 * @param parallelism how many pods may run at once
 * @param completions how many must succeed; empty if one that succeeds speaks for all
 * @param indexed whether each completion has a number of its own
 * @param backoffLimit how many pods may fail, or how often their containers may
 * @param restartsInPlace whether a container that fails is started again in its pod
 * @param deadline how long it may take altogether
 * @param timeToLive how long it is kept when it has ended
 */
record JobRules(
    int parallelism,
    OptionalInt completions,
    boolean indexed,
    int backoffLimit,
    boolean restartsInPlace,
    boolean suspended,
    Optional<Duration> deadline,
    Optional<Duration> timeToLive) {
  private static final int DEFAULT_BACKOFF_LIMIT = 6;

  static JobRules of(Workload job) {
    JsonNode spec = job.spec();
    JsonNode pod = spec.path("template").path("spec");
    return new JobRules(
        spec.path("parallelism").asInt(1),
        spec.hasNonNull("completions")
            ? OptionalInt.of(spec.path("completions").asInt())
            : OptionalInt.empty(),
        spec.path("completionMode").asText().equals("Indexed"),
        spec.path("backoffLimit").asInt(DEFAULT_BACKOFF_LIMIT),
        pod.path("restartPolicy").asText().equals("OnFailure"),
        spec.path("suspend").asBoolean(),
        seconds(spec.path("activeDeadlineSeconds")),
        seconds(spec.path("ttlSecondsAfterFinished")));
  }

  private static Optional<Duration> seconds(JsonNode field) {
    return field.isNumber() ? Optional.of(Duration.ofSeconds(field.asLong())) : Optional.empty();
  }
}
