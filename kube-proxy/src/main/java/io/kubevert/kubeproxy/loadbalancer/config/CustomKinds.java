package io.kubevert.kubeproxy.loadbalancer.config;

import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.workqueue.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kinds that the cluster may have, or get at any time. Belongs to one context. */
public final class CustomKinds {
  private static final Logger LOG = LoggerFactory.getLogger(CustomKinds.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final Vertx vertx;
  private final KubeClient client;
  private final List<ResourceType> kinds;
  private final Supplier<Future<Void>> found;
  private boolean stopped;

  /**
   * @param found called once, when the cluster has all of them
   */
  public CustomKinds(
      Vertx vertx, KubeClient client, List<ResourceType> kinds, Supplier<Future<Void>> found) {
    this.vertx = vertx;
    this.client = client;
    this.kinds = List.copyOf(kinds);
    this.found = found;
  }

  /** Completes when they are known not to be there yet, or with what is called then. */
  public Future<Void> start() {
    return look(0);
  }

  public void stop() {
    stopped = true;
  }

  private Future<Void> look(int failures) {
    return Future.join(kinds.stream().map(this::has).toList())
        .map(all -> all.<Boolean>list().stream().allMatch(Boolean::booleanValue))
        .compose(all -> all ? follow() : later(), failure -> again(failures, failure));
  }

  private Future<Void> follow() {
    return stopped ? Future.succeededFuture() : found.get();
  }

  private Future<Void> later() {
    vertx.setTimer(
        LOOK.toMillis(),
        timer -> {
          if (!stopped) {
            look(0);
          }
        });
    return Future.succeededFuture();
  }

  private Future<Void> again(int failures, Throwable failure) {
    if (stopped) {
      return Future.failedFuture(failure);
    }
    LOG.atDebug()
        .addKeyValue("kinds", kinds)
        .addKeyValue("cause", failure.getMessage())
        .log("whether the cluster has these kinds cannot be told yet");
    return vertx
        .timer(BACKOFF.delay(failures).toMillis(), TimeUnit.MILLISECONDS)
        .compose(waited -> look(failures + 1));
  }

  private Future<Boolean> has(ResourceType kind) {
    return client
        .list(kind, ListOptions.ALL.page(1, ""))
        .map(true)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }
}
