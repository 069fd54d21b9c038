package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.probe.ProbeAction;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks containers to stop: the hook first, then the signal; and kills those that do not. */
final class ContainerStopper {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStopper.class);

  private final PodEdges edges;

  ContainerStopper(PodEdges edges) {
    this.edges = edges;
  }

  /** Begins to stop a container and does not wait for it; returns what to remember of it. */
  ContainerState.Stop stop(
      PodState pod, Container description, RunningContainer container, long graceSeconds) {
    Duration grace = Duration.ofSeconds(Math.max(1, graceSeconds));
    edges
        .events()
        .record(
            pod.object(),
            EventRecorder.Type.NORMAL,
            "Killing",
            "Stopping container " + container.name());
    var lifecycle = description.getLifecycle();
    LifecycleHandler hook = lifecycle == null ? null : lifecycle.getPreStop();
    Future<Void> prepared =
        hook == null || graceSeconds == 0
            ? Future.succeededFuture()
            : hook(pod, description, container, hook, grace);
    prepared
        .compose(ignored -> signal(container, container.stopSignal()))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("pod", pod.key())
                    .addKeyValue("container", container.name())
                    .setCause(failure)
                    .log("could not signal; it will be killed"));
    return new ContainerState.Stop(System.currentTimeMillis() + graceSeconds * 1_000, false);
  }

  Future<Void> kill(RunningContainer container) {
    return edges
        .vertx()
        .executeBlocking(
            () -> {
              edges.runtime().kill(container);
              return null;
            },
            false);
  }

  private Future<Void> signal(RunningContainer container, int signal) {
    return edges
        .vertx()
        .executeBlocking(
            () -> {
              edges.runtime().signal(container, signal);
              return null;
            },
            false);
  }

  /** Runs a hook; one that fails is told of and changes nothing. */
  Future<Void> hook(
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
              .map(result -> result.exitCode() == 0 ? "" : result.output().strip());
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
      fault = edges.vertx().timer(hook.getSleep().getSeconds(), TimeUnit.SECONDS).map("");
    }
    return fault
        .otherwise(failure -> String.valueOf(failure.getMessage()))
        .map(
            message -> {
              if (!message.isEmpty()) {
                edges
                    .events()
                    .record(
                        pod.object(),
                        EventRecorder.Type.WARNING,
                        "FailedPreStopHook",
                        "PreStopHook failed: " + message);
              }
              return null;
            });
  }
}
