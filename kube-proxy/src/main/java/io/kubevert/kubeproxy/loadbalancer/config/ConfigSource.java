package io.kubevert.kubeproxy.loadbalancer.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.metrics.LoadBalancerMetrics;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
  private static final String WITHOUT_OBJECTS = "kube-system";

  private final CustomKinds kinds;
  private final LoadBalancerConfig flags;
  private final LoadBalancerMetrics metrics;
  private final Runnable changed;
  private final Informer<ObjectNode> pools;
  private final Informer<ObjectNode> advertisements;
  private LoadBalancerConfig current;
  private boolean following;
  private boolean reading;

  /**
   * @param changed told when something else counts
   * @param poolSeen told of the name of each pool whose object is not what it was
   */
  public ConfigSource(
      Vertx vertx,
      KubeClient client,
      LoadBalancerConfig flags,
      LoadBalancerMetrics metrics,
      Runnable changed,
      Consumer<String> poolSeen) {
    this.kinds =
        new CustomKinds(
            vertx,
            client,
            List.of(ConfigObjects.POOLS, ConfigObjects.ADVERTISEMENTS),
            this::follow);
    this.flags = flags;
    this.metrics = metrics;
    this.changed = changed;
    this.current = flags;
    this.pools = new Informer<>(vertx, client, ConfigObjects.POOLS, object -> object);
    this.advertisements =
        new Informer<>(vertx, client, ConfigObjects.ADVERTISEMENTS, object -> object);
    pools.onChange(change -> read()).onChange(change -> poolSeen.accept(change.key().name()));
    advertisements.onChange(change -> read());
  }

  /** Completes when it is known what counts. */
  public Future<Void> start() {
    return kinds.start();
  }

  public Future<Void> stop() {
    kinds.stop();
    return following
        ? Future.join(pools.stop(), advertisements.stop()).mapEmpty()
        : Future.succeededFuture();
  }

  public LoadBalancerConfig current() {
    return current;
  }

  /** The object that names a pool; empty if a flag does, or none. */
  public Optional<ObjectNode> poolObject(String pool) {
    return pools.values().stream()
        .filter(object -> ObjectKey.of(object).name().equals(pool))
        .findFirst();
  }

  /** The namespace that the load balancer's objects are in; kube-system while there are none. */
  public String namespace() {
    return pools.keys().stream()
        .map(ObjectKey::namespace)
        .min(Comparator.naturalOrder())
        .orElse(WITHOUT_OBJECTS);
  }

  private Future<Void> follow() {
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
