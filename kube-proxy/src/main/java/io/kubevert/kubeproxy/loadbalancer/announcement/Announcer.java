package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of one family that this node announces: it answers for them, and tells everybody
 * five times, 1.1 seconds apart, when one has moved here. Belongs to one context; a thread of its
 * own answers.
 *
 * <p>When the node's link goes down or is taken away, it waits for it to come back.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final int REPEATS = 4;
  private static final Duration REPEAT = Duration.ofMillis(1_100);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Responder.Opener opener;
  private final Runnable changed;
  private final WorkerExecutor worker;
  private final Set<IpAddress> addresses = new TreeSet<>();
  private final Map<IpAddress, Long> repeats = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();
  private Responder responder;
  private String complaint = "";
  private boolean stopped;

  /**
   * @param name what its thread is called
   * @param changed told when it begins to answer, and when it no longer does
   */
  Announcer(Vertx vertx, String name, Responder.Opener opener, Runnable changed) {
    this.vertx = vertx;
    this.opener = opener;
    this.changed = changed;
    this.worker = vertx.createSharedWorkerExecutor(name + "-" + hashCode(), 1, Long.MAX_VALUE);
  }

  /** Starts to answer, as soon as the link is there. */
  void start() {
    worker
        .executeBlocking(opener::open, false)
        .compose(this::run)
        .onComplete(over -> over(over.cause()));
  }

  /** Stops to answer, and completes when the last answer has been given. */
  Future<Void> stop() {
    stopped = true;
    repeats.values().forEach(vertx::cancelTimer);
    repeats.clear();
    if (responder != null) {
      responder.stop();
    }
    return ended.future().eventually(worker::close);
  }

  /** Whether this node can announce anything now. */
  boolean able() {
    return responder != null;
  }

  /** The link that is answered on; empty while there is none. */
  Optional<String> link() {
    return Optional.ofNullable(responder).map(Responder::link);
  }

  Set<IpAddress> addresses() {
    return Set.copyOf(addresses);
  }

  void announce(IpAddress address) {
    addresses.add(address);
    answer();
    repeat(address);
  }

  void withdraw(IpAddress address) {
    addresses.remove(address);
    answer();
    Long timer = repeats.remove(address);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  /** Tells everybody again where an address is, unless that is going on already. */
  void repeat(IpAddress address) {
    if (!repeats.containsKey(address)) {
      tell(address, REPEATS);
    }
  }

  private void tell(IpAddress address, int further) {
    repeats.remove(address);
    try {
      if (responder != null) {
        responder.announce(address);
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("address", address)
          .addKeyValue("cause", e.getMessage())
          .log("the neighbours could not be told where an address is");
    }
    if (further > 0 && !stopped) {
      repeats.put(address, vertx.setTimer(REPEAT.toMillis(), timer -> tell(address, further - 1)));
    }
  }

  private void answer() {
    if (responder != null) {
      responder.answerFor(addresses);
    }
  }

  /** Unordered: it would keep the context's other blocking work waiting, whoever's executor. */
  private Future<Void> run(Responder opened) {
    responder = opened;
    complaint = "";
    if (stopped) {
      opened.stop();
    } else {
      answer();
      addresses.forEach(this::repeat);
      changed.run();
    }
    return worker
        .executeBlocking(
            () -> {
              opened.run();
              return (Void) null;
            },
            false)
        .eventually(() -> close(opened));
  }

  private Future<Void> close(Responder opened) {
    responder = null;
    changed.run();
    try {
      opened.close();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private void over(Throwable failure) {
    if (stopped) {
      ended.complete();
      return;
    }
    if (failure != null && !failure.getMessage().equals(complaint)) {
      complaint = failure.getMessage();
      LOG.atWarn()
          .addKeyValue("cause", complaint)
          .log("cannot announce load-balancer addresses; trying again");
    }
    vertx.setTimer(RETRY.toMillis(), timer -> restart());
  }

  private void restart() {
    if (stopped) {
      ended.tryComplete();
    } else {
      start();
    }
  }
}
