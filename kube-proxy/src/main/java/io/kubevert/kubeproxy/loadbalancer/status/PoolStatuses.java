package io.kubevert.kubeproxy.loadbalancer.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.loadbalancer.config.ConfigObjects;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.Allocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Writes into each IPAddressPool how many of its addresses are given and how many are left, while
 * this proxy leads. Belongs to one context.
 */
public final class PoolStatuses {
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private final KubeClient client;
  private final Function<String, Optional<ObjectNode>> objects;
  private final BooleanSupplier leads;
  private final WorkQueue<String> queue;
  private final Map<String, ObjectNode> wanted = new HashMap<>();

  /**
   * @param objects the object that names a pool
   */
  public PoolStatuses(
      Vertx vertx,
      KubeClient client,
      Function<String, Optional<ObjectNode>> objects,
      BooleanSupplier leads) {
    this.client = client;
    this.objects = objects;
    this.leads = leads;
    this.queue = new WorkQueue<>(vertx, "load-balancer-pools", 1, this::reconcile);
  }

  /** Who holds what is not what it was. */
  public void counted(List<AddressPool> pools, Allocator allocator) {
    wanted.clear();
    for (AddressPool pool : pools) {
      wanted.put(pool.name(), status(pool, allocator));
      queue.add(pool.name());
    }
  }

  /** A pool's object is not what it was. */
  public void seen(String pool) {
    queue.add(pool);
  }

  public void stop() {
    queue.close();
  }

  private Future<Void> reconcile(String pool) {
    ObjectNode status = wanted.get(pool);
    Optional<ObjectNode> object = objects.apply(pool);
    if (!leads.getAsBoolean() || status == null || object.isEmpty() || same(object.get(), status)) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return client
        .patch(ConfigObjects.POOLS, ObjectKey.of(object.get()), "status", PatchType.MERGE, patch)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private static boolean same(ObjectNode object, ObjectNode status) {
    return status.properties().stream()
        .allMatch(
            field ->
                object.path("status").path(field.getKey()).asLong(-1) == field.getValue().asLong());
  }

  private static ObjectNode status(AddressPool pool, Allocator allocator) {
    ObjectNode status = Json.object();
    for (boolean ipv6 : new boolean[] {false, true}) {
      String family = ipv6 ? "IPv6" : "IPv4";
      long assigned = allocator.inUse(pool, ipv6);
      BigInteger available = pool.usable(ipv6).subtract(BigInteger.valueOf(assigned));
      status.put("assigned" + family, assigned);
      status.put("available" + family, available.min(MOST).longValue());
    }
    return status;
  }
}
