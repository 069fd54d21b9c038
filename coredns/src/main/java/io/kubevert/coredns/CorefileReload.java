package io.kubevert.coredns;

import io.kubevert.coredns.corefile.ServerBlock;
import io.kubevert.coredns.server.Assembly;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what the Corefile says, and looks whether it says something else. A new Corefile's plugins
 * start, then take over the sockets, then the old ones answer what they were asked and stop; a bad
 * one changes nothing. Belongs to one context.
 */
final class CorefileReload {
  private static final Logger LOG = LoggerFactory.getLogger(CorefileReload.class);

  /** Longer than any plugin lets a question wait. */
  private static final long QUESTION_MILLIS = 6_000;

  private final Vertx vertx;
  private final CorefileLoader loader;
  private final Function<Assembly, Future<Void>> takeOver;
  private final ReloadMetrics metrics;
  private List<ServerBlock> blocks = List.of();
  private final Set<Assembly> retired = Collections.newSetFromMap(new IdentityHashMap<>());
  private Assembly running;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param takeOver puts an assembly behind the sockets
   */
  CorefileReload(Vertx vertx, CorefileLoader loader, Function<Assembly, Future<Void>> takeOver) {
    this.vertx = vertx;
    this.loader = loader;
    this.takeOver = takeOver;
    this.metrics = loader.shared().get(ReloadMetrics.class, ReloadMetrics::new);
  }

  Future<Void> start() {
    return loader.read().compose(this::run).onSuccess(done -> lookLater());
  }

  /** Whether every plugin can do its work. */
  boolean isReady() {
    return running != null && running.readiness().unready().isEmpty();
  }

  /** Waits as long as {@code health { lameduck }} says, still answering. */
  Future<Void> lameduck() {
    stopped = true;
    vertx.cancelTimer(timer);
    if (running == null) {
      return Future.succeededFuture();
    }
    running.readiness().stop();
    if (running.lameduck().isZero()) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    vertx.setTimer(running.lameduck().toMillis(), done -> over.complete());
    return over.future();
  }

  Future<Void> stop() {
    List<Assembly> all = new ArrayList<>(retired);
    retired.clear();
    if (running != null) {
      all.add(running);
    }
    return Future.join(all.stream().map(Assembly::stop).toList()).mapEmpty();
  }

  private Future<Void> run(List<ServerBlock> read) {
    Assembly next = loader.assemble(read);
    Assembly old = running;
    return next.start()
        .compose(started -> mayReplace(old, next))
        .compose(allowed -> takeOver.apply(next))
        .recover(failure -> next.stop().compose(done -> Future.failedFuture(failure)))
        .compose(
            done -> {
              running = next;
              blocks = read;
              metrics.inForce(read);
              if (old != null) {
                retire(old);
              }
              return Future.succeededFuture();
            });
  }

  /** Stops what was replaced once the last question that it was asked must be over. */
  private void retire(Assembly old) {
    retired.add(old);
    vertx.setTimer(
        QUESTION_MILLIS,
        timer -> {
          if (retired.remove(old)) {
            old.stop()
                .onFailure(
                    failure ->
                        LOG.atWarn()
                            .setCause(failure)
                            .log("the old Corefile's plugins did not stop"));
          }
        });
  }

  /** What can answer is not replaced by what cannot yet, as while the API server is away. */
  private static Future<Void> mayReplace(Assembly old, Assembly next) {
    List<String> unready = next.readiness().unready();
    return old == null || unready.isEmpty() || !old.readiness().unready().isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            "its plugins " + unready + " are not ready; they are tried again at the next look");
  }

  private void lookLater() {
    running
        .reloadInterval()
        .filter(interval -> !stopped)
        .ifPresent(interval -> timer = vertx.setTimer(interval.toMillis(), tick -> look()));
  }

  private void look() {
    loader
        .read()
        .compose(
            read -> {
              if (stopped || read.equals(blocks)) {
                return Future.succeededFuture();
              }
              return run(read).onSuccess(done -> LOG.atInfo().log("new Corefile taken over"));
            })
        .onComplete(
            done -> lookLater(),
            failure -> {
              metrics.failed();
              LOG.atError()
                  .addKeyValue("cause", failure.getMessage())
                  .log("the Corefile has changed, but the old one stays in force");
              lookLater();
            });
  }
}
