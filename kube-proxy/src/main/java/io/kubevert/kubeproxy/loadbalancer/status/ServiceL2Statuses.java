package io.kubevert.kubeproxy.loadbalancer.status;

import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.loadbalancer.config.CustomKinds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps a ServiceL2Status for each Service whose addresses this node announces, and, while this
 * proxy leads, removes those of nodes that no longer do. Belongs to one context.
 */
public final class ServiceL2Statuses {
  private static final int CONCURRENCY = 4;

  private final KubeClient client;
  private final String node;
  private final Supplier<String> namespace;
  private final Supplier<Set<ObjectKey>> services;
  private final Function<ObjectKey, Set<String>> links;
  private final BiPredicate<ObjectKey, String> outdated;
  private final CustomKinds kinds;
  private final Informer<ServiceL2Status> statuses;
  private final WorkQueue<ObjectKey> queue;
  private boolean following;

  /**
   * @param namespace where new ones are made
   * @param services those that may be announced
   * @param links those on which a Service is announced here; empty if it is not
   * @param outdated whether what another node says of a Service is to be removed by this one
   */
  public ServiceL2Statuses(
      Vertx vertx,
      KubeClient client,
      String node,
      Supplier<String> namespace,
      Supplier<Set<ObjectKey>> services,
      Function<ObjectKey, Set<String>> links,
      BiPredicate<ObjectKey, String> outdated) {
    this.client = client;
    this.node = node;
    this.namespace = namespace;
    this.services = services;
    this.links = links;
    this.outdated = outdated;
    this.kinds = new CustomKinds(vertx, client, List.of(ServiceL2Status.TYPE), this::follow);
    this.statuses =
        new Informer<>(vertx, client, ServiceL2Status.TYPE, ServiceL2Status::decode)
            .onChange(this::statusChanged);
    this.queue = new WorkQueue<>(vertx, "load-balancer-statuses", CONCURRENCY, this::reconcile);
  }

  /** Starts as soon as the cluster has the kind. */
  public void start() {
    kinds.start();
  }

  public Future<Void> stop() {
    kinds.stop();
    queue.close();
    return following ? statuses.stop() : Future.succeededFuture();
  }

  /** A Service is announced otherwise than before, or gone. */
  public void changed(ObjectKey service) {
    if (following) {
      queue.add(service);
    }
  }

  /** Other nodes are alive, or this proxy leads. */
  public void allChanged() {
    statuses.values().forEach(status -> queue.add(status.service()));
  }

  private Future<Void> follow() {
    following = true;
    return statuses.start().onSuccess(synced -> services.get().forEach(queue::add));
  }

  private void statusChanged(Change<ServiceL2Status> change) {
    Stream.concat(change.before().stream(), change.after().stream())
        .map(ServiceL2Status::service)
        .forEach(queue::add);
  }

  private Future<Void> reconcile(ObjectKey service) {
    List<ServiceL2Status> known =
        statuses.values().stream().filter(status -> status.service().equals(service)).toList();
    List<Future<Void>> work = new ArrayList<>();
    Set<String> here = links.apply(service);
    ServiceL2Status wanted = ServiceL2Status.of(namespace.get(), service, node, here);
    if (!here.isEmpty() && !known.contains(wanted)) {
      work.add(write(wanted));
    }
    for (ServiceL2Status status : known) {
      boolean ours = status.node().equals(node);
      if (ours
          ? here.isEmpty() || !status.key().equals(wanted.key())
          : outdated.test(service, status.node())) {
        work.add(remove(status.key()));
      }
    }
    return Future.join(work).mapEmpty();
  }

  private Future<Void> write(ServiceL2Status status) {
    return patch(status)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? client
                        .create(ServiceL2Status.TYPE, status.object())
                        .compose(created -> patch(status))
                    : Future.failedFuture(failure));
  }

  private Future<Void> patch(ServiceL2Status status) {
    return client
        .patch(ServiceL2Status.TYPE, status.key(), "status", PatchType.MERGE, status.status())
        .mapEmpty();
  }

  private Future<Void> remove(ObjectKey status) {
    return client
        .delete(ServiceL2Status.TYPE, status, DeleteOptions.DEFAULT)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
