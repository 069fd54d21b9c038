package io.kubevert.apiserver.controller.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.Claim;
import io.kubevert.apiserver.controller.workload.PodControl;
import io.kubevert.apiserver.controller.workload.SlowStart;
import io.kubevert.apiserver.controller.workload.WorkloadIndex;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the pods of each Job until enough have succeeded or too many have failed. Counts the pods
 * that there are: one that somebody deletes before the Job has ended was never run.
 */
public final class JobController {
  private static final int CONCURRENCY = 5;
  private static final DeleteOptions WITH_ITS_PODS = new DeleteOptions(-1, "Background", "");

  private final ObjectCache<Workload> jobs;
  private final ObjectCache<Pod> pods;
  private final Index<String, Pod> podsByNamespace;
  private final PodControl podControl;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  public JobController(ControllerContext context) {
    jobs = context.caches().jobs();
    pods = context.caches().pods();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    podControl = new PodControl(pods, jobs.type(), context.events("job-controller"));
    clock = context.clock();
    queue = context.queue("job", CONCURRENCY, this::reconcile);
    WorkloadIndex index = new WorkloadIndex(jobs);
    jobs.onChange(change -> queue.add(change.key()));
    pods.onChange(change -> index.concernedBy(change).forEach(queue::add));
  }

  private Future<Void> reconcile(ObjectKey key) {
    return jobs.get(key)
        .filter(job -> !jobs.goes(job))
        .map(job -> JobStatus.ended(job.status()) ? forget(job) : advance(job))
        .orElseGet(Future::succeededFuture);
  }

  /** Deletes a Job that has ended, when it has been kept for as long as it wants. */
  private Future<Void> forget(Workload job) {
    Optional<Duration> timeToLive = JobRules.of(job).timeToLive();
    if (timeToLive.isEmpty()) {
      return Future.succeededFuture();
    }
    Duration left =
        Duration.between(clock.instant(), JobStatus.end(job.status()).plus(timeToLive.get()));
    if (left.isPositive()) {
      queue.addAfter(job.key(), left);
      return Future.succeededFuture();
    }
    return jobs.delete(job, WITH_ITS_PODS);
  }

  private Future<Void> advance(Workload job) {
    return new Claim<>(job, jobs.type(), pods)
        .settle(podsByNamespace.get(job.metadata().namespace()))
        .compose(owned -> advance(job, JobPods.of(owned, pods::goes)));
  }

  private Future<Void> advance(Workload job, JobPods seen) {
    JobRules rules = JobRules.of(job);
    Instant now = clock.instant();
    Optional<Instant> started = Fields.time(job.status().path("startTime"));
    JobOutcome outcome = JobOutcome.of(rules, seen, started, now);
    JobPlan plan = JobPlan.of(rules, seen, outcome);
    boolean mayCreate = !seen.nextStart().isAfter(now);
    Stream.concat(
            started.flatMap(start -> rules.deadline().map(start::plus)).stream(),
            plan.creates().isEmpty() ? Stream.empty() : Stream.of(seen.nextStart()))
        .filter(time -> time.isAfter(now))
        .min(Comparator.naturalOrder())
        .ifPresent(time -> queue.addAfter(job.key(), Duration.between(now, time)));
    return Future.join(plan.deletes().stream().map(pod -> podControl.delete(job, pod)).toList())
        .compose(ignored -> create(job, rules.indexed(), mayCreate ? plan.creates() : List.of()))
        .compose(ignored -> writeStatus(job, JobStatus.of(job.status(), rules, seen, outcome, now)))
        .onSuccess(ignored -> recordEnd(job, outcome));
  }

  private Future<Void> create(Workload job, boolean indexed, List<Integer> creates) {
    Iterator<Integer> indexes = creates.iterator();
    return SlowStart.run(
        creates.size(),
        () -> podControl.create(job, JobPodManifest.of(job, jobs.type(), indexed, indexes.next())));
  }

  private Future<Void> writeStatus(Workload job, ObjectNode status) {
    if (JobStatus.same(job.status(), status)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return jobs.patchStatus(job.key(), patch).mapEmpty();
  }

  private void recordEnd(Workload job, JobOutcome outcome) {
    switch (outcome) {
      case JobOutcome.Running() -> {}
      case JobOutcome.Complete() ->
          podControl.record(job, EventRecorder.Type.NORMAL, "Completed", "Job completed");
      case JobOutcome.Failed(String reason, String message) ->
          podControl.record(job, EventRecorder.Type.WARNING, reason, message);
    }
  }
}
