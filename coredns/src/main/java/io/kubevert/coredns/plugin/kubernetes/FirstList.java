package io.kubevert.coredns.plugin.kubernetes;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the API server has not listed everything yet: in a cluster that starts as a whole a
 * piece of news, a warning when it goes on. Belongs to one context.
 */
final class FirstList {
  static final long PATIENCE_MILLIS = 30_000;
  private static final Logger LOG = LoggerFactory.getLogger(FirstList.class);

  private final Vertx vertx;
  private final String server;
  private final BooleanSupplier listed;
  private final long patienceMillis;
  private long timer = -1;

  /**
   * @param listed whether everything was listed
   * @param patienceMillis until the first warning, and from each to the next
   */
  FirstList(Vertx vertx, String server, BooleanSupplier listed, long patienceMillis) {
    this.vertx = vertx;
    this.server = server;
    this.listed = listed;
    this.patienceMillis = patienceMillis;
  }

  /** Begins to look whether it comes. */
  void await() {
    LOG.atInfo()
        .addKeyValue("server", server)
        .log("the API server has not listed everything yet: SERVFAIL for its names till then");
    timer = vertx.setPeriodic(patienceMillis, tick -> look());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (listed.getAsBoolean()) {
      stop();
      return;
    }
    LOG.atWarn()
        .addKeyValue("server", server)
        .log(
            "the API server still has not listed everything: names of the cluster are answered"
                + " with SERVFAIL; is it running, and may this server list Services and"
                + " EndpointSlices?");
  }
}
