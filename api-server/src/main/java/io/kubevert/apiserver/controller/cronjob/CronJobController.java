package io.kubevert.apiserver.controller.cronjob;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.cron.CronSchedule;
import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a Job at each time of a CronJob's schedule, and deletes those that ended long ago. */
public final class CronJobController {
  private static final int CONCURRENCY = 5;
  private static final DeleteOptions WITH_ITS_PODS = new DeleteOptions(-1, "Background", "");

  /** A time of the schedule has passed for certain, however the clock is rounded. */
  private static final Duration AFTER_THE_TIME = Duration.ofMillis(100);

  /** A timer counts in milliseconds, and a schedule may be years ahead. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final ObjectCache<CronJob> cronJobs;
  private final ObjectCache<Workload> jobs;
  private final Index<String, Workload> jobsByOwner;
  private final KubeClient client;
  private final EventRecorder events;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  public CronJobController(ControllerContext context) {
    cronJobs = context.caches().cronJobs();
    jobs = context.caches().jobs();
    jobsByOwner =
        jobs.index(job -> job.metadata().controller().stream().map(owner -> owner.uid()).toList());
    client = context.client();
    events = context.events("cronjob-controller");
    clock = context.clock();
    queue = context.queue("cronjob", CONCURRENCY, this::reconcile);
    cronJobs.onChange(change -> queue.add(change.key()));
    jobs.onChange(change -> owners(change).forEach(queue::add));
  }

  private Stream<ObjectKey> owners(Change<Workload> change) {
    String kind = cronJobs.type().kind();
    return Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .flatMap(job -> job.metadata().controller().stream())
        .filter(owner -> owner.kind().equals(kind))
        .map(owner -> new ObjectKey(change.key().namespace(), owner.name()))
        .distinct();
  }

  private Future<Void> reconcile(ObjectKey key) {
    return cronJobs
        .get(key)
        .filter(cronJob -> !cronJobs.goes(cronJob))
        .map(this::advance)
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> advance(CronJob cronJob) {
    List<Workload> owned =
        jobsByOwner.get(cronJob.metadata().uid()).stream().filter(job -> !jobs.goes(job)).toList();
    return missing(cronJob, owned)
        .map(missing -> JobsReview.of(cronJob, owned, missing))
        .onSuccess(review -> tell(cronJob, review.notices()))
        .compose(review -> forgetOld(cronJob, owned).map(review.status()))
        .compose(status -> writeStatus(cronJob, status).map(status))
        .compose(status -> start(cronJob, status));
  }

  /** Active Jobs that the server no longer has. */
  private Future<List<JobReference>> missing(CronJob cronJob, List<Workload> owned) {
    Set<String> uids = owned.stream().map(job -> job.metadata().uid()).collect(Collectors.toSet());
    List<JobReference> gone = new ArrayList<>();
    return Future.all(
            CronJobStatus.of(cronJob.status()).active().stream()
                .filter(job -> !uids.contains(job.uid()))
                .map(job -> isThere(job).onSuccess(there -> addUnless(there, job, gone)))
                .toList())
        .map(gone);
  }

  private static void addUnless(boolean there, JobReference job, List<JobReference> gone) {
    if (!there) {
      gone.add(job);
    }
  }

  private Future<Boolean> isThere(JobReference job) {
    return client
        .get(jobs.type(), job.key())
        .map(found -> Metadata.of(found).uid().equals(job.uid()))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private Future<Void> forgetOld(CronJob cronJob, List<Workload> owned) {
    return Future.all(
            JobHistory.surplus(cronJob, owned).stream().map(job -> delete(cronJob, job)).toList())
        .mapEmpty();
  }

  private Future<Void> start(CronJob cronJob, CronJobStatus status) {
    if (cronJob.suspended()) {
      return Future.succeededFuture();
    }
    ZoneId zone;
    CronSchedule schedule;
    try {
      zone = cronJob.timeZone().map(ZoneId::of).orElse(clock.getZone());
      schedule = CronSchedule.parse(cronJob.schedule(), zone);
    } catch (DateTimeException | IllegalArgumentException e) {
      tell(cronJob, List.of(unusable(cronJob, e)));
      return Future.succeededFuture();
    }
    Instant now = clock.instant();
    StartDecision decision = StartDecision.of(cronJob, schedule, status, now);
    schedule.next(now).ifPresent(next -> comeBack(cronJob, Duration.between(now, next)));
    tell(cronJob, decision.notices());
    return decision
        .scheduled()
        .map(
            scheduled ->
                replace(cronJob, decision, status)
                    .compose(left -> create(cronJob, scheduled, zone, left)))
        .orElseGet(Future::succeededFuture);
  }

  private static Notice unusable(CronJob cronJob, RuntimeException fault) {
    return fault instanceof DateTimeException
        ? Notice.warning(
            "UnknownTimeZone",
            "invalid timeZone: \"%s\": unknown time zone %<s"
                .formatted(cronJob.timeZone().orElse("")))
        : Notice.warning(
            "UnparseableSchedule",
            "unparseable schedule: \"%s\" : %s".formatted(cronJob.schedule(), fault.getMessage()));
  }

  private void comeBack(CronJob cronJob, Duration wait) {
    Duration soonEnough =
        wait.compareTo(LONGEST_WAIT) < 0 ? wait.plus(AFTER_THE_TIME) : LONGEST_WAIT;
    queue.addAfter(cronJob.key(), soonEnough);
  }

  /** Deletes the Jobs that are in the way; gives the status without them. */
  private Future<CronJobStatus> replace(
      CronJob cronJob, StartDecision decision, CronJobStatus status) {
    return Future.all(
            decision.replaced().stream()
                .flatMap(reference -> jobs.get(reference.key()).stream())
                .map(job -> delete(cronJob, job))
                .toList())
        .map(ignored -> status.without(decision.replaced()));
  }

  private Future<Void> create(
      CronJob cronJob, Instant scheduled, ZoneId zone, CronJobStatus status) {
    ObjectNode manifest = JobManifest.of(cronJob, cronJobs.type(), scheduled, zone);
    return jobs.create(manifest)
        .onSuccess(
            job ->
                tell(
                    cronJob,
                    List.of(
                        Notice.normal("SuccessfulCreate", "Created job " + job.metadata().name()))))
        .map(Optional::of)
        .recover(failure -> ownOfThatName(cronJob, ObjectKey.of(manifest), failure))
        .compose(
            job ->
                job.map(
                        made ->
                            writeStatus(
                                cronJob,
                                status.started(JobReference.to(made.metadata()), scheduled)))
                    .orElseGet(Future::succeededFuture));
  }

  /** A Job that was made before, and of which the status does not tell; nothing for a stranger. */
  private Future<Optional<Workload>> ownOfThatName(
      CronJob cronJob, ObjectKey key, Throwable failure) {
    if (!ApiException.isConflict(failure)) {
      tell(
          cronJob,
          List.of(Notice.warning("FailedCreate", "Error creating job: " + failure.getMessage())));
      return Future.failedFuture(failure);
    }
    return client
        .get(jobs.type(), key)
        .map(Workload::of)
        .map(Optional::of)
        .map(job -> job.filter(found -> found.metadata().controlledBy(cronJob.metadata().uid())));
  }

  private Future<Void> delete(CronJob cronJob, Workload job) {
    return jobs.delete(job, WITH_ITS_PODS)
        .onSuccess(
            ignored ->
                tell(
                    cronJob,
                    List.of(
                        Notice.normal("SuccessfulDelete", "Deleted job " + job.metadata().name()))))
        .onFailure(
            failure ->
                tell(
                    cronJob,
                    List.of(
                        Notice.warning("FailedDelete", "Deleted job: " + failure.getMessage()))));
  }

  private Future<Void> writeStatus(CronJob cronJob, CronJobStatus status) {
    CronJob newest = cronJobs.get(cronJob.key()).orElse(cronJob);
    return CronJobStatus.of(newest.status()).equals(status)
        ? Future.succeededFuture()
        : cronJobs.patchStatus(cronJob.key(), status.toPatch()).mapEmpty();
  }

  private void tell(CronJob cronJob, List<Notice> notices) {
    ObjectNode reference = cronJob.metadata().reference(cronJobs.type());
    notices.forEach(
        notice -> events.record(reference, notice.type(), notice.reason(), notice.message()));
  }
}
