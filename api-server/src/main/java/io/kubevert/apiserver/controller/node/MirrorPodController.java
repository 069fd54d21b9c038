package io.kubevert.apiserver.controller.node;

import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Lease;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.client.informer.Change;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/**
 * Takes the mirror pod of a silent system component out of its endpoints. The component itself puts
 * its pod right when it is back.
 */
public final class MirrorPodController {
  private static final int CONCURRENCY = 4;

  private final ObjectCache<Pod> pods;
  private final Heartbeats<ObjectKey> heartbeats;
  private final ReadyCondition condition;
  private final Clock clock;
  private final WorkQueue<ObjectKey> queue;

  /**
   * @param grace how long a component's lease may go without being renewed
   */
  public MirrorPodController(ControllerContext context, Duration grace) {
    pods = context.caches().pods();
    heartbeats = new Heartbeats<>(grace);
    clock = context.clock();
    condition = new ReadyCondition(context.client(), clock);
    queue = context.queue("mirrorpod", CONCURRENCY, this::reconcile);
    pods.onChange(this::podChanged);
    context.caches().leases().onChange(this::leaseChanged);
  }

  private void podChanged(Change<Pod> change) {
    if (change.after().isEmpty()) {
      heartbeats.forget(change.key());
    } else if (change.after().filter(Pod::mirror).isPresent()) {
      if (change.before().isEmpty()) {
        heartbeats.heard(change.key(), clock.instant());
      }
      queue.add(change.key());
    }
  }

  private void leaseChanged(Change<Lease> change) {
    boolean ofMirrorPod = pods.get(change.key()).filter(Pod::mirror).isPresent();
    if (ofMirrorPod && change.after().isPresent()) {
      heartbeats.heard(change.key(), clock.instant());
      queue.addAfter(change.key(), heartbeats.patience(change.key(), clock.instant()));
    }
  }

  private Future<Void> reconcile(ObjectKey key) {
    return pods.get(key)
        .filter(Pod::mirror)
        .filter(Pod::ready)
        .map(
            pod -> {
              Duration patience = heartbeats.patience(key, clock.instant());
              if (patience.isPositive()) {
                queue.addAfter(key, patience);
                return Future.<Void>succeededFuture();
              }
              return condition.podLost(key, "the component does not renew its lease");
            })
        .orElseGet(Future::succeededFuture);
  }
}
