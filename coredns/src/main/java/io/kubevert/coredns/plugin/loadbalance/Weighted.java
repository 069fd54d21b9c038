package io.kubevert.coredns.plugin.loadbalance;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Record;

/** Puts an address in front by the weights of a file, which is read again now and then. */
final class Weighted implements Policy {
  private static final Logger LOG = LoggerFactory.getLogger(Weighted.class);

  private final Vertx vertx;
  private final Path file;
  private final Duration reload;
  private volatile Weights weights = new Weights(Map.of());
  private long timer = -1;

  /**
   * @param reload zero for never
   */
  Weighted(Vertx vertx, Path file, Duration reload) {
    this.vertx = vertx;
    this.file = file;
    this.reload = reload;
  }

  @Override
  public List<Record> ordered(List<Record> records) {
    Kinds kinds = Kinds.of(records);
    weights.draw(kinds.addresses(), ThreadLocalRandom.current());
    return kinds.joined();
  }

  @Override
  public Future<Void> start() {
    if (!reload.isZero()) {
      timer = vertx.setPeriodic(reload.toMillis(), tick -> readAgain());
    }
    return read();
  }

  @Override
  public void stop() {
    vertx.cancelTimer(timer);
  }

  private Future<Void> read() {
    return vertx
        .fileSystem()
        .readFile(file.toString())
        .map(text -> Weights.parse(text.toString()))
        .onSuccess(read -> weights = read)
        .<Void>mapEmpty()
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "weights of " + file + ": " + failure.getMessage(), failure)));
  }

  private void readAgain() {
    read()
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("cause", failure.getMessage())
                    .log("the weights stay as they were"));
  }
}
