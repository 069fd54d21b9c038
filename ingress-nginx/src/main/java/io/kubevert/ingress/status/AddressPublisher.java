package io.kubevert.ingress.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.ingress.watch.Ingress;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes into {@code status.loadBalancer} of each Ingress where clients find it. Only the leader
 * writes, and only what differs.
 */
public final class AddressPublisher {
  private static final int CONCURRENCY = 4;

  private final KubeClient client;
  private final BooleanSupplier isLeader;
  private final Supplier<List<String>> addresses;
  private final Function<ObjectKey, Optional<Ingress>> served;
  private final WorkQueue<ObjectKey> queue;

  /**
   * @param addresses what every Ingress says, sorted
   * @param served finds an Ingress that this controller serves
   */
  public AddressPublisher(
      Vertx vertx,
      KubeClient client,
      BooleanSupplier isLeader,
      Supplier<List<String>> addresses,
      Function<ObjectKey, Optional<Ingress>> served) {
    this.client = client;
    this.isLeader = isLeader;
    this.addresses = addresses;
    this.served = served;
    this.queue = new WorkQueue<>(vertx, "ingress-status", CONCURRENCY, this::publish);
  }

  /** Looks at one Ingress. */
  public void changed(ObjectKey ingress) {
    if (isLeader.getAsBoolean()) {
      queue.add(ingress);
    }
  }

  /** Looks at all of them. */
  public void changed(Collection<Ingress> ingresses) {
    ingresses.forEach(ingress -> changed(ingress.key()));
  }

  public void close() {
    queue.close();
  }

  /** Takes the addresses away: nobody is left to serve there. */
  public Future<Void> clear(Collection<Ingress> ingresses) {
    return Future.join(
            ingresses.stream()
                .filter(ingress -> !ingress.addresses().isEmpty())
                .map(ingress -> write(ingress.key(), List.of()))
                .toList())
        .mapEmpty();
  }

  private Future<Void> publish(ObjectKey key) {
    Optional<Ingress> ingress = served.apply(key);
    List<String> wanted = addresses.get();
    if (ingress.isEmpty() || !isLeader.getAsBoolean() || ingress.get().addresses().equals(wanted)) {
      return Future.succeededFuture();
    }
    return write(key, wanted);
  }

  private Future<Void> write(ObjectKey key, List<String> wanted) {
    return client
        .patch(ResourceTypes.INGRESSES, key, "status", PatchType.MERGE, status(wanted))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .mapEmpty();
  }

  private static ObjectNode status(List<String> addresses) {
    ObjectNode patch = Json.object();
    ArrayNode entries = patch.putObject("status").putObject("loadBalancer").putArray("ingress");
    addresses.forEach(
        address ->
            entries
                .addObject()
                .put(
                    NetUtil.createByteArrayFromIpAddressString(address) == null ? "hostname" : "ip",
                    address));
    return patch;
  }
}
