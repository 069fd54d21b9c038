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
  private final ProxyMetrics metrics;
  private boolean running;
  private boolean wanted;
  private boolean complained;

  /**
   * @param endpoints what is programmed at the time of the call
   */
  public FlowReconciler(
      StaleFlows flows,
      Supplier<Future<Map<Destination, Set<Peer>>>> endpoints,
      ProxyMetrics metrics) {
    this.flows = flows;
    this.endpoints = endpoints;
    this.metrics = metrics;
  }

  /** Asks for a look, after the rules were written. */
  public void request() {
    wanted = true;
    run();
  }

  private void run() {
    if (running || !wanted) {
      return;
    }
    running = true;
    wanted = false;
    long begin = System.nanoTime();
    endpoints
        .get()
        .compose(flows::remove)
        .onSuccess(metrics::flowsRemoved)
        .onFailure(this::complain)
        .onComplete(
            done -> {
              metrics.flowsReconciled(Duration.ofNanos(System.nanoTime() - begin));
              running = false;
              run();
            });
  }

  /** Once: without conntrack(8) every look fails, and all else goes on. */
  private void complain(Throwable failure) {
    if (!complained) {
      complained = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.getMessage())
          .log("UDP flows to endpoints that are gone cannot be removed; install conntrack");
    }
  }
}
