package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.probe.ContainerProbes;
import io.kubevert.nodeagent.probe.ProbeAction;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/** Follows containers from their start to their end: probes, hooks, exit codes. */
final class RunningContainers {
  private static final int CHECKS_AT_ONCE = 8;
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final PodEdges edges;
  private final PodDisk disk;
  private final ContainerHooks hooks;
  private final ContainerStopper stopper;
  private final PodTable pods;
  private final WorkQueue<String> checks;
  private final Map<String, Followed> followed = new HashMap<>();

  private record Followed(String uid, RunningContainer container, ContainerProbes probes) {}

  RunningContainers(PodEdges edges, PodDisk disk, PodTable pods) {
    this.edges = edges;
    this.disk = disk;
    this.hooks = new ContainerHooks(edges);
    this.stopper = new ContainerStopper(edges, hooks);
    this.pods = pods;
    this.checks = new WorkQueue<>(edges.vertx(), "containers", CHECKS_AT_ONCE, this::look);
  }

  /** Follows every container that an earlier agent has left running. */
  void watch(PodState pod) {
    pod.running().forEach(container -> follow(pod, container));
  }

  /** Follows a container that was just started, its hook included. */
  void watchStarted(PodState pod, String name) {
    RunningContainer container = pod.container(name).container().orElseThrow();
    follow(pod, container);
    hooks
        .afterStart(pod, pod.description(name).orElseThrow(), container)
        .onSuccess(
            well -> {
              if (!well) {
                restart(pod.uid(), container, grace(pod), "FailedPostStartHook");
              }
            });
  }

  private void follow(PodState pod, RunningContainer container) {
    Container description = pod.description(container.name()).orElseThrow();
    String address = pod.sandbox().orElseThrow().address();
    ContainerProbes probes =
        ContainerProbes.start(
            edges.vertx(),
            edges.probes(),
            new ProbeAction.Target(address, description, container),
            new ProbeVerdicts(pod.uid(), container));
    followed.put(container.id(), new Followed(pod.uid(), container, probes));
    check(container.id());
  }

  /** Asks a container to stop, or gives one that was asked already less time. */
  void stop(PodState pod, String name, long graceSeconds) {
    pod.container(name)
        .container()
        .ifPresent(container -> stop(pod, container, graceSeconds, "Stopping container " + name));
  }

  private void stop(PodState pod, RunningContainer container, long graceSeconds, String why) {
    Optional<ContainerState.Stop> already = pod.container(container.name()).stop();
    if (already.isPresent()) {
      long now = System.currentTimeMillis();
      remember(pod.uid(), container, already.get().shortened(now, graceSeconds));
      return;
    }
    Optional.ofNullable(followed.get(container.id())).ifPresent(one -> one.probes.onlyReadiness());
    Container description = pod.description(container.name()).orElseThrow();
    LongConsumer signalled =
        deadline ->
            pods.find(pod.uid())
                .flatMap(current -> current.container(container.name()).stop())
                .ifPresent(stop -> remember(pod.uid(), container, stop.until(deadline)));
    remember(
        pod.uid(),
        container,
        stopper.stop(pod, description, container, graceSeconds, why, signalled));
  }

  /** Kills a container at once. */
  Future<Void> kill(PodState pod, String name) {
    ContainerState state = pod.container(name);
    if (state.container().isEmpty() || state.stop().isEmpty()) {
      return Future.succeededFuture();
    }
    RunningContainer container = state.container().get();
    return stopper
        .kill(container)
        .onSuccess(ignored -> remember(pod.uid(), container, state.stop().get().asKilled()));
  }

  private void remember(String uid, RunningContainer container, ContainerState.Stop stop) {
    String name = container.name();
    pods.update(
        uid,
        pod ->
            pod.container(name).container().equals(Optional.of(container))
                ? pod.with(name, pod.container(name).stopping(stop))
                : pod);
  }

  /** Stops a container that is not well, unless it is being stopped. */
  private void restart(String uid, RunningContainer container, long graceSeconds, String why) {
    pods.find(uid)
        .filter(pod -> !pod.isTerminating())
        .filter(pod -> pod.container(container.name()).container().equals(Optional.of(container)))
        .filter(pod -> pod.container(container.name()).stop().isEmpty())
        .ifPresent(pod -> stop(pod, container, graceSeconds, why));
  }

  private static long grace(PodState pod) {
    Long own = pod.pod().getSpec().getTerminationGracePeriodSeconds();
    return own != null ? own : DEFAULT_GRACE_SECONDS;
  }

  void checkAll() {
    List.copyOf(followed.keySet()).forEach(this::check);
  }

  /** Looks soon whether a container has ended. */
  void check(String containerId) {
    checks.add(containerId);
  }

  private Future<Void> look(String containerId) {
    Followed one = followed.get(containerId);
    if (one == null) {
      return Future.succeededFuture();
    }
    return edges
        .vertx()
        .executeBlocking(() -> exit(one.uid, one.container), false)
        .onSuccess(exit -> exit.ifPresent(ended -> record(one, ended)))
        .mapEmpty();
  }

  private Optional<ContainerExit> exit(String uid, RunningContainer container) throws IOException {
    OptionalInt code = edges.runtime().exitCode(container);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    ContainerExit exit =
        ContainerExit.of(
            container.id(),
            code.getAsInt(),
            container.startedAtMillis(),
            System.currentTimeMillis());
    disk.writeExit(uid, container, exit);
    return Optional.of(exit);
  }

  private void record(Followed one, ContainerExit exit) {
    if (followed.remove(one.container.id()) == null) {
      return;
    }
    one.probes.stop();
    String name = one.container.name();
    pods.update(
        one.uid,
        pod -> {
          ContainerState state = pod.container(name);
          return pod.with(name, state.exited(exit, RestartBackOff.crashes(state.crashes(), exit)));
        });
  }

  /** Follows no container any more; completes when what was under way has ended. */
  Future<Void> close() {
    checks.close();
    followed.values().forEach(one -> one.probes.stop());
    followed.clear();
    return checks.drained();
  }

  /** What a container's probes lead to. */
  private final class ProbeVerdicts implements ContainerProbes.Listener {
    private final String uid;
    private final RunningContainer container;

    ProbeVerdicts(String uid, RunningContainer container) {
      this.uid = uid;
      this.container = container;
    }

    @Override
    public void decided(ContainerProbes.Kind kind, boolean success) {
      pods.find(uid).ifPresent(pod -> decide(pod, kind, success));
    }

    private void decide(PodState pod, ContainerProbes.Kind kind, boolean success) {
      Container description = pod.description(container.name()).orElseThrow();
      switch (kind) {
        case READINESS -> probed(true, success);
        case STARTUP -> {
          if (success) {
            probed(true, description.getReadinessProbe() == null);
          } else {
            unhealthy(pod, kind, description.getStartupProbe());
          }
        }
        case LIVENESS -> {
          if (!success) {
            unhealthy(pod, kind, description.getLivenessProbe());
          }
        }
      }
    }

    private void probed(boolean started, boolean ready) {
      String name = container.name();
      pods.update(uid, pod -> pod.with(name, pod.container(name).probed(started, ready)));
    }

    private void unhealthy(PodState pod, ContainerProbes.Kind kind, Probe probe) {
      Long own = probe.getTerminationGracePeriodSeconds();
      String what = kind.text().toLowerCase(Locale.ROOT);
      restart(
          uid,
          container,
          own != null ? own : grace(pod),
          "Container " + container.name() + " failed " + what + " probe, will be restarted");
    }

    @Override
    public void failed(ContainerProbes.Kind kind, String message) {
      pods.find(uid)
          .ifPresent(
              pod ->
                  edges
                      .events()
                      .record(
                          pod.object(),
                          EventRecorder.Type.WARNING,
                          "Unhealthy",
                          kind.text() + " probe failed: " + message));
    }
  }
}
