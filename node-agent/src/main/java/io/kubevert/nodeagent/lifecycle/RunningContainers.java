package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.probe.ContainerProbes;
import io.kubevert.nodeagent.probe.ProbeAction;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows containers from their start to their end: probes, hooks, exit codes. */
final class RunningContainers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningContainers.class);
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final Duration HOOK_LIMIT = Duration.ofMinutes(10);

  private final PodEdges edges;
  private final PodDisk disk;
  private final ContainerStopper stopper;
  private final Function<String, Optional<PodState>> find;
  private final BiConsumer<String, UnaryOperator<PodState>> update;
  private final Map<String, Followed> followed = new HashMap<>();

  private record Followed(String uid, RunningContainer container, ContainerProbes probes) {}

  RunningContainers(
      PodEdges edges,
      PodDisk disk,
      ContainerStopper stopper,
      Function<String, Optional<PodState>> find,
      BiConsumer<String, UnaryOperator<PodState>> update) {
    this.edges = edges;
    this.disk = disk;
    this.stopper = stopper;
    this.find = find;
    this.update = update;
  }

  /** Follows every container that an earlier agent has left running. */
  void watch(PodState pod) {
    pod.running().forEach(container -> follow(pod, container));
  }

  /** Follows a container that was just started, its hook included. */
  void watch(PodState pod, String name) {
    RunningContainer container = pod.container(name).container().orElseThrow();
    follow(pod, container);
    Container description = pod.description(name).orElseThrow();
    var lifecycle = description.getLifecycle();
    if (lifecycle != null && lifecycle.getPostStart() != null) {
      stopper.hook(pod, description, container, lifecycle.getPostStart(), HOOK_LIMIT);
    }
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

  /** Asks a container to stop, unless it ends within its grace. */
  void stop(PodState pod, String name, long graceSeconds) {
    pod.container(name)
        .container()
        .ifPresent(
            container -> {
              Container description = pod.description(name).orElseThrow();
              ContainerState.Stop stop = stopper.stop(pod, description, container, graceSeconds);
              update.accept(
                  pod.uid(), current -> current.with(name, current.container(name).stopping(stop)));
            });
  }

  void ended(String containerId) {
    check(containerId);
  }

  void checkAll() {
    List.copyOf(followed.keySet()).forEach(this::check);
  }

  private void check(String containerId) {
    Followed one = followed.get(containerId);
    if (one == null) {
      return;
    }
    RunningContainer container = one.container;
    edges
        .vertx()
        .executeBlocking(() -> exit(one.uid, container), false)
        .onSuccess(exit -> exit.ifPresent(ended -> record(one, ended)))
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("container", containerId)
                    .setCause(failure)
                    .log("cannot tell whether a container has ended"));
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
    update.accept(
        one.uid,
        pod -> {
          ContainerState state = pod.container(name);
          return pod.with(name, state.exited(exit, RestartBackOff.crashes(state.crashes(), exit)));
        });
  }

  @Override
  public void close() {
    followed.values().forEach(one -> one.probes.stop());
    followed.clear();
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
      find.apply(uid).ifPresent(pod -> decide(pod, kind, success));
    }

    private void decide(PodState pod, ContainerProbes.Kind kind, boolean success) {
      Container description = pod.description(container.name()).orElseThrow();
      switch (kind) {
        case READINESS -> probed(true, success);
        case STARTUP -> {
          if (success) {
            probed(true, description.getReadinessProbe() == null);
          } else {
            stopIfUnhealthy(pod, description.getStartupProbe());
          }
        }
        case LIVENESS -> {
          if (!success) {
            stopIfUnhealthy(pod, description.getLivenessProbe());
          }
        }
      }
    }

    private void probed(boolean started, boolean ready) {
      String name = container.name();
      update.accept(uid, pod -> pod.with(name, pod.container(name).probed(started, ready)));
    }

    private void stopIfUnhealthy(PodState pod, Probe probe) {
      Long own = pod.pod().getSpec().getTerminationGracePeriodSeconds();
      Long probes = probe.getTerminationGracePeriodSeconds();
      stop(
          pod,
          container.name(),
          probes != null ? probes : own != null ? own : DEFAULT_GRACE_SECONDS);
    }

    @Override
    public void failed(ContainerProbes.Kind kind, String message) {
      find.apply(uid)
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
