package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.probe.ProbeAction;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs what a container asks for after its start and before its end. */
final class ContainerHooks {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private final PodEdges edges;

  ContainerHooks(PodEdges edges) {
    this.edges = edges;
  }

  static Optional<LifecycleHandler> preStop(Container description) {
    var lifecycle = description.getLifecycle();
    return Optional.ofNullable(lifecycle == null ? null : lifecycle.getPreStop());
  }

  /** Runs the hook after the start, if there is one; completes with whether all is well. */
  Future<Boolean> afterStart(PodState pod, Container description, RunningContainer container) {
    var lifecycle = description.getLifecycle();
    if (lifecycle == null || lifecycle.getPostStart() == null) {
      return Future.succeededFuture(true);
    }
    return run(pod, description, container, lifecycle.getPostStart(), START_LIMIT)
        .map(fault -> told(pod, "PostStart", fault));
  }

  /**
   * Runs the hook before the end, if there is one; completes when it has ended or its time is over,
   * and never fails: a container is stopped whatever its hook says.
   */
  Future<Void> beforeStop(
      PodState pod, Container description, RunningContainer container, Duration limit) {
    return preStop(description)
        .map(hook -> run(pod, description, container, hook, limit))
        .orElseGet(() -> Future.succeededFuture(""))
        .map(fault -> told(pod, "PreStop", fault))
        .mapEmpty();
  }

  private boolean told(PodState pod, String which, String fault) {
    if (!fault.isEmpty()) {
      edges
          .events()
          .record(
              pod.object(),
              EventRecorder.Type.WARNING,
              "Failed" + which + "Hook",
              which + "Hook failed: " + fault);
    }
    return fault.isEmpty();
  }

  /** Completes with what is wrong; with nothing when all is well. */
  private Future<String> run(
      PodState pod,
      Container description,
      RunningContainer container,
      LifecycleHandler hook,
      Duration limit) {
    Future<String> fault = Future.succeededFuture("");
    if (hook.getExec() != null) {
      fault =
          edges
              .exec()
              .run(container, hook.getExec().getCommand(), limit)
              .map(
                  result ->
                      result.exitCode() == 0
                          ? ""
                          : "exit code " + result.exitCode() + ": " + result.output().strip());
    } else if (hook.getHttpGet() != null) {
      String address = pod.sandbox().orElseThrow().address();
      fault =
          edges
              .probes()
              .http(
                  new ProbeAction.Target(address, description, container),
                  hook.getHttpGet(),
                  limit.toMillis())
              .map(ProbeAction.Result::message);
    } else if (hook.getSleep() != null) {
      long seconds = Math.min(hook.getSleep().getSeconds(), limit.toSeconds());
      fault = edges.vertx().timer(Math.max(1, seconds * 1_000), TimeUnit.MILLISECONDS).map("");
    }
    return fault.otherwise(failure -> String.valueOf(failure.getMessage()));
  }
}
