package io.kubevert.kubeproxy.conntrack;

import io.kubevert.kubeproxy.health.ProxyMetrics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns when stale flows are looked for: once at a time, and again if asked for meanwhile. */
public final class FlowReconciler {
  private static final Logger LOG = LoggerFactory.getLogger(FlowReconciler.class);

  private final StaleFlows flows;
  private final Supplier<Future<Map<Destination, Set<Peer>>>> endpoints;
  private final Supplier<Future<Set<Destination>>> destinations;
  private final ProxyMetrics metrics;
  private Future<?> look = Future.succeededFuture();
  private boolean running;
  private boolean stopped;
  private boolean wanted;
  private boolean repaired;
  private boolean complained;

  /**
   * @param endpoints who may answer for UDP and SCTP, as programmed at the time of the call
   * @param destinations everything that is programmed at the time of the call
   */
  public FlowReconciler(
      StaleFlows flows,
      Supplier<Future<Map<Destination, Set<Peer>>>> endpoints,
      Supplier<Future<Set<Destination>>> destinations,
      ProxyMetrics metrics) {
    this.flows = flows;
    this.endpoints = endpoints;
    this.destinations = destinations;
    this.metrics = metrics;
  }

  /** Asks for a look, after the rules were written. */
  public void request() {
    wanted = true;
    run();
  }

  /** Asks for a look, after rules were missing for a moment. */
  public void requestAfterRepair() {
    repaired = true;
    request();
  }

  /** Completes when no look is under way, and begins no other. */
  public Future<Void> stop() {
    stopped = true;
    return look.<Void>mapEmpty().otherwiseEmpty();
  }

  private void run() {
    if (running || stopped || !wanted) {
      return;
    }
    boolean all = repaired;
    running = true;
    wanted = false;
    repaired = false;
    long begin = System.nanoTime();
    look =
        removeUntranslated(all)
            .compose(removed -> flows.remove(endpoints).map(more -> removed + more))
            .onSuccess(metrics::flowsRemoved)
            .onFailure(this::complain)
            .onComplete(
                done -> {
                  metrics.flowsReconciled(Duration.ofNanos(System.nanoTime() - begin));
                  running = false;
                  run();
                });
  }

  private Future<Integer> removeUntranslated(boolean wanted) {
    return wanted ? flows.removeUntranslated(destinations) : Future.succeededFuture(0);
  }

  /** Once: what fails now will fail the next time, and all else goes on. */
  private void complain(Throwable failure) {
    if (!complained) {
      complained = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.getMessage())
          .log("flows to endpoints that are gone cannot be removed");
    }
  }
}
