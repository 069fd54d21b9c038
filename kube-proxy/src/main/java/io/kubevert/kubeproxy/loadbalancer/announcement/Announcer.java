package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that this node announces: it answers for them, and tells everybody five times, 1.1
 * seconds apart, when one has moved here. Belongs to one context; a thread of its own answers.
 *
 * <p>When the node's link goes down or is taken away, it waits for it to come back.
 */
public final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final int REPEATS = 4;
  private static final Duration REPEAT = Duration.ofMillis(1_100);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Context context;
  private final InetAddress nodeIp;
  private final LoadBalancerMetrics metrics;
  private final Consumer<Ipv4> claimed;
  private final WorkerExecutor worker;
  private final Set<Ipv4> addresses = new TreeSet<>();
  private final Map<Ipv4, Long> repeats = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();
  private ArpResponder responder;
  private String complaint = "";
  private boolean stopped;

  /**
   * @param context where this is used
   * @param nodeIp the address whose link is to be answered on
   * @param claimed told of each of our addresses that another node claims
   */
  public Announcer(
      Vertx vertx,
      Context context,
      InetAddress nodeIp,
      LoadBalancerMetrics metrics,
      Consumer<Ipv4> claimed) {
    this.vertx = vertx;
    this.context = context;
    this.nodeIp = nodeIp;
    this.metrics = metrics;
    this.claimed = claimed;
    this.worker =
        vertx.createSharedWorkerExecutor("load-balancer-arp-" + hashCode(), 1, Long.MAX_VALUE);
  }

  /** Starts to answer, as soon as the link is there. */
  public void start() {
    worker
        .executeBlocking(() -> ArpResponder.open(nodeIp, metrics, this::claimed), false)
        .compose(this::run)
        .onComplete(over -> over(over.cause()));
  }

  /** Stops to answer, and completes when the last answer has been given. */
  public Future<Void> stop() {
    stopped = true;
    repeats.values().forEach(vertx::cancelTimer);
    repeats.clear();
    if (responder != null) {
      responder.stop();
    }
    return ended.future().eventually(worker::close);
  }

  /** Whether this node can announce anything now. */
  public boolean able() {
    return responder != null;
  }

  Set<Ipv4> addresses() {
    return Set.copyOf(addresses);
  }

  void announce(Ipv4 address) {
    addresses.add(address);
    answer();
    repeat(address);
  }

  void withdraw(Ipv4 address) {
    addresses.remove(address);
    answer();
    Long timer = repeats.remove(address);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  /** Tells everybody again where an address is, unless that is going on already. */
  void repeat(Ipv4 address) {
    if (!repeats.containsKey(address)) {
      tell(address, REPEATS);
    }
  }

  private void tell(Ipv4 address, int further) {
    repeats.remove(address);
    try {
      if (responder != null) {
        responder.announce(address);
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("address", address)
          .addKeyValue("cause", e.getMessage())
          .log("gratuitous ARP not sent");
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
  private Future<Void> run(ArpResponder opened) {
    responder = opened;
    complaint = "";
    if (stopped) {
      opened.stop();
    } else {
      answer();
      addresses.forEach(this::repeat);
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

  private Future<Void> close(ArpResponder opened) {
    responder = null;
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

  private void claimed(Ipv4 address) {
    context.runOnContext(ignored -> claimed.accept(address));
  }
}
