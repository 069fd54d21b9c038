package io.kubevert.apiserver.controller.disruption;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says of each PodDisruptionBudget how many pods may go now. Evictions count for themselves: this
 * is what people and tools read.
 */
public final class DisruptionController {
  private static final int CONCURRENCY = 2;

  private final ObjectCache<Workload> budgets;
  private final Index<String, Workload> budgetsByNamespace;
  private final Index<String, Pod> podsByNamespace;
  private final List<ObjectCache<Workload>> scaled;
  private final Clock clock;

  public DisruptionController(ControllerContext context) {
    budgets = context.caches().podDisruptionBudgets();
    budgetsByNamespace = budgets.index(budget -> List.of(budget.metadata().namespace()));
    ObjectCache<Pod> pods = context.caches().pods();
    podsByNamespace = pods.index(pod -> List.of(pod.metadata().namespace()));
    scaled =
        List.of(
            context.caches().replicaSets(),
            context.caches().statefulSets(),
            context.caches().replicationControllers());
    clock = context.clock();
    WorkQueue<ObjectKey> queue = context.queue("disruption", CONCURRENCY, this::reconcile);
    budgets.onChange(change -> queue.add(change.key()));
    pods.onChange(
        change ->
            Stream.of(change.before(), change.after())
                .flatMap(Optional::stream)
                .flatMap(this::concerning)
                .distinct()
                .forEach(queue::add));
    scaled.forEach(
        workloads ->
            workloads.onChange(
                change ->
                    budgetsByNamespace.get(change.key().namespace()).stream()
                        .map(Workload::key)
                        .forEach(queue::add)));
  }

  private Stream<ObjectKey> concerning(Pod pod) {
    return budgetsByNamespace.get(pod.metadata().namespace()).stream()
        .filter(budget -> budget.selects(pod))
        .map(Workload::key);
  }

  private Future<Void> reconcile(ObjectKey key) {
    return budgets
        .get(key)
        .filter(budget -> !budgets.goes(budget))
        .map(this::update)
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> update(Workload budget) {
    List<Pod> pods =
        podsByNamespace.get(budget.metadata().namespace()).stream()
            .filter(budget::selects)
            .toList();
    ObjectNode status = DisruptionStatus.of(budget, pods, replicas(budget), clock.instant());
    if (status.equals(budget.status())) {
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    return budgets.patchStatus(budget.key(), patch).mapEmpty();
  }

  /** How many pods each controller of the namespace wants, by its uid. */
  private Map<String, Integer> replicas(Workload budget) {
    Map<String, Integer> replicas = new HashMap<>();
    for (ObjectCache<Workload> workloads : scaled) {
      for (Workload workload : workloads.values()) {
        if (workload.metadata().namespace().equals(budget.metadata().namespace())) {
          replicas.put(workload.metadata().uid(), workload.replicas());
        }
      }
    }
    return replicas;
  }
}
