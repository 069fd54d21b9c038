package io.kubevert.kubeproxy.loadbalancer.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.workqueue.Backoff;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools and advertisements that count now. Belongs to one context.
 *
 * <p>Objects that cannot be read, or pools that overlap, change nothing: the former configuration
 * stands, and the log and a metric say so. If the cluster does not have MetalLB's kinds, only flags
 * count, until it has.
 */
public final class ConfigSource {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final Vertx vertx;
  private final KubeClient client;
  private final LoadBalancerConfig flags;
  private final LoadBalancerMetrics metrics;
  private final Runnable changed;
  private final Informer<ObjectNode> pools;
  private final Informer<ObjectNode> advertisements;
  private LoadBalancerConfig current;
  private boolean following;
  private boolean reading;
  private boolean stopped;

  /**
   * @param changed told when something else counts
   */
  public ConfigSource(
      Vertx vertx,
      KubeClient client,
      LoadBalancerConfig flags,
      LoadBalancerMetrics metrics,
      Runnable changed) {
    this.vertx = vertx;
    this.client = client;
    this.flags = flags;
    this.metrics = metrics;
    this.changed = changed;
    this.current = flags;
    this.pools = new Informer<>(vertx, client, ConfigObjects.POOLS, object -> object);
    this.advertisements =
        new Informer<>(vertx, client, ConfigObjects.ADVERTISEMENTS, object -> object);
    pools.onChange(change -> read());
    advertisements.onChange(change -> read());
  }

  /** Completes when it is known what counts. */
  public Future<Void> start() {
    return look(0);
  }

  public Future<Void> stop() {
    stopped = true;
    return following
        ? Future.join(pools.stop(), advertisements.stop()).mapEmpty()
        : Future.succeededFuture();
  }

  public LoadBalancerConfig current() {
    return current;
  }

  private Future<Void> look(int failures) {
    return Future.join(hasKind(ConfigObjects.POOLS), hasKind(ConfigObjects.ADVERTISEMENTS))
        .map(found -> found.<Boolean>list().stream().allMatch(Boolean::booleanValue))
        .compose(found -> found ? follow() : later())
        .recover(failure -> again(failures, failure));
  }

  private Future<Void> again(int failures, Throwable failure) {
    if (stopped) {
      return Future.failedFuture(failure);
    }
    LOG.atDebug()
        .addKeyValue("cause", failure.getMessage())
        .log("whether there are address pools cannot be told yet");
    return vertx
        .timer(BACKOFF.delay(failures).toMillis(), TimeUnit.MILLISECONDS)
        .compose(waited -> look(failures + 1));
  }

  private Future<Boolean> hasKind(ResourceType type) {
    return client
        .list(type, ListOptions.ALL)
        .map(true)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  /** The cluster may get MetalLB's kinds at any time. */
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

  private Future<Void> follow() {
    if (stopped) {
      return Future.succeededFuture();
    }
    following = true;
    return Future.join(pools.start(), advertisements.start())
        .onSuccess(
            synced -> {
              reading = true;
              read();
            })
        .mapEmpty();
  }

  private void read() {
    if (!reading) {
      return; // half of it: what is missing would be taken for removed
    }
    try {
      LoadBalancerConfig next = ConfigObjects.merge(flags, pools.values(), advertisements.values());
      metrics.configStale(false);
      if (!next.equals(current)) {
        current = next;
        changed.run();
      }
    } catch (IllegalArgumentException e) {
      metrics.configStale(true);
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("the load balancer's configuration is refused, the former one stands");
    }
  }
}
