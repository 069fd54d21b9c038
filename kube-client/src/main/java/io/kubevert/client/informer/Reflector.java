package io.kubevert.client.informer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.workqueue.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a sink with everything that happens to a resource, whatever the bus loses, repeats, delays
 * or puts out of order.
 *
 * <p>The rule is the revision: an event is new if its revision is above all seen, and follows on if
 * its previous revision is not. Anything else that is new is a gap, and so are a bookmark above all
 * seen, an event of another store, and silence; each leads to a new subscription and a new list.
 */
final class Reflector {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
  private static final int PAGE = 500;
  private static final int EARLY_EVENTS = 50_000;
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  /** Where objects go. */
  interface Sink {
    /** A list begins; what an unfinished one brought is void. */
    void listBegins();

    /** A part of the list. It need not be kept, and a large list does not fit into memory whole. */
    void listBrings(List<ObjectNode> items);

    /** All parts came: together they are the whole resource. */
    void listEnds();

    /** The change that follows on what the sink has. */
    void apply(WatchEvent.Type type, ObjectNode object);
  }

  private enum State {
    STOPPED,
    LISTING,
    LIVE
  }

  private final Vertx vertx;
  private final KubeClient client;
  private final ResourceType type;
  private final Sink sink;
  private final Promise<Void> synced = Promise.promise();
  private final List<WatchEvent> early = new ArrayList<>();

  private State state = State.STOPPED;
  private int round;
  private int failures;
  private String lastCause = "";
  private long storeId;
  private long seen;
  private boolean heard;
  private Future<KubeClient.Watch> watch;
  private long silenceTimer = -1;

  Reflector(Vertx vertx, KubeClient client, ResourceType type, Sink sink) {
    this.vertx = vertx;
    this.client = client;
    this.type = type;
    this.sink = sink;
  }

  Future<Void> start() {
    list();
    return synced.future();
  }

  Future<Void> stop() {
    state = State.STOPPED;
    round++;
    synced.tryFail("the informer of " + type.groupResource() + " was stopped");
    return unsubscribe();
  }

  boolean hasSynced() {
    return synced.future().succeeded();
  }

  private void list() {
    state = State.LISTING;
    early.clear();
    int current = ++round;
    unsubscribe();
    watch = client.watch(type, event -> receive(current, event));
    sink.listBegins();
    watch
        .compose(ignored -> page(current, ListOptions.ALL.page(PAGE, "")))
        .onComplete(
            revision -> {
              if (current == round) {
                goLive(revision);
              }
            },
            failure -> {
              if (current == round) {
                retry(failure);
              }
            });
  }

  /** The list's revision, once all its pages are with the sink. */
  private Future<Long> page(int current, ListOptions options) {
    return client
        .list(type, options)
        .compose(
            list -> {
              if (current != round) {
                return Future.failedFuture("a newer list has begun");
              }
              sink.listBrings(list.items());
              return list.continueToken().isEmpty()
                  ? Future.succeededFuture(list.revision())
                  : page(current, options.page(PAGE, list.continueToken()));
            });
  }

  private void retry(Throwable failure) {
    String cause = String.valueOf(failure.getMessage());
    if (failures == 0 || !cause.equals(lastCause)) {
      LOG.atInfo()
          .addKeyValue("resource", type.groupResource())
          .addKeyValue("cause", cause)
          .log("list failed, trying again until it succeeds");
    }
    lastCause = cause;
    int current = round;
    vertx.setTimer(
        BACKOFF.delay(failures++).toMillis(),
        timer -> {
          if (current == round) {
            list();
          }
        });
  }

  private void goLive(long revision) {
    state = State.LIVE;
    if (failures > 0) {
      LOG.atInfo()
          .addKeyValue("resource", type.groupResource())
          .addKeyValue("failures", failures)
          .log("listed at last");
    }
    failures = 0;
    seen = revision;
    storeId = watch.result().storeId();
    sink.listEnds();
    List<WatchEvent> waiting = List.copyOf(early);
    early.clear();
    int current = round;
    for (WatchEvent event : waiting) {
      receive(current, event);
    }
    if (current == round) {
      watchForSilence();
      synced.tryComplete();
    }
  }

  private void receive(int of, WatchEvent event) {
    if (of != round) {
      return;
    }
    heard = true;
    switch (state) {
      case LISTING -> {
        if (early.size() == EARLY_EVENTS) {
          restart("too many events while listing");
        } else {
          early.add(event);
        }
      }
      case LIVE -> follow(event);
      case STOPPED -> {}
    }
  }

  private void follow(WatchEvent event) {
    if (event.storeId() != storeId) {
      restart("another store");
    } else if (event.revision() > seen) {
      if (event.previousRevision() > seen) {
        restart("gap");
      } else {
        seen = event.revision();
        sink.apply(event.type(), Json.parse(event.object()));
      }
    }
  }

  private void watchForSilence() {
    Duration interval = watch.result().bookmarkInterval();
    int current = round;
    heard = false;
    silenceTimer =
        vertx.setTimer(
            interval.multipliedBy(3).plusMillis(200).toMillis(),
            timer -> {
              if (current != round) {
                return;
              }
              if (heard) {
                watchForSilence();
              } else {
                restart("silence");
              }
            });
  }

  private void restart(String why) {
    LOG.atInfo()
        .addKeyValue("resource", type.groupResource())
        .addKeyValue("revision", seen)
        .addKeyValue("why", why)
        .log("listing again");
    list();
  }

  private Future<Void> unsubscribe() {
    vertx.cancelTimer(silenceTimer);
    Future<KubeClient.Watch> old = watch;
    watch = null;
    return old == null
        ? Future.succeededFuture()
        : old.compose(KubeClient.Watch::close).otherwiseEmpty();
  }
}
