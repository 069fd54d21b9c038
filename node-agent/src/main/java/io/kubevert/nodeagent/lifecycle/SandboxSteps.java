package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.files.ResolvConf;
import io.kubevert.nodeagent.network.Ipv4Range;
import io.kubevert.nodeagent.sandbox.Sandbox;
import io.vertx.core.Future;
import java.io.IOException;

/** Makes and releases pods' namespaces, and writes down that they are there. */
final class SandboxSteps {
  private final PodEdges edges;
  private final PodDisk disk;
  private final PodTable pods;
  private final Runnable networkChanged;

  private record Made(Sandbox sandbox, boolean resolverExceedsLimits) {}

  SandboxSteps(PodEdges edges, PodDisk disk, PodTable pods, Runnable networkChanged) {
    this.edges = edges;
    this.disk = disk;
    this.pods = pods;
    this.networkChanged = networkChanged;
  }

  /** Whether the node can make one now: its addresses are known, or the pod needs none. */
  boolean canMake(PodState state) {
    return usesHostNetwork(state) || edges.podRange().get().isPresent();
  }

  Future<Void> make(PodState state) {
    return edges
        .vertx()
        .executeBlocking(() -> makeNow(state), false)
        .onFailure(
            failure -> warn(state, "FailedCreatePodSandBox", String.valueOf(failure.getMessage())))
        .map(
            made -> {
              if (made.resolverExceedsLimits) {
                warn(state, "DNSConfigForming", ResolvConf.LIMITS_EXCEEDED);
              }
              pods.update(state.uid(), current -> current.with(made.sandbox));
              networkChanged.run();
              return null;
            });
  }

  private Made makeNow(PodState state) throws IOException, InterruptedException {
    Pod pod = state.pod();
    disk.write(state);
    Sandbox sandbox;
    if (usesHostNetwork(state)) {
      sandbox = Sandbox.ofHost(edges.nodeAddress());
    } else {
      Ipv4Range range = edges.podRange().get().orElseThrow();
      sandbox = edges.sandboxes().create(state.uid(), range);
    }
    disk.write(state.with(sandbox));
    return new Made(sandbox, edges.files().resolver(pod).exceedsLimits());
  }

  Future<Void> release(PodState state) {
    return edges
        .vertx()
        .executeBlocking(
            () -> {
              edges.sandboxes().delete(state.uid(), state.sandbox().orElseThrow());
              disk.write(state.withNetworkReleased());
              return null;
            },
            false)
        .map(
            ignored -> {
              pods.update(state.uid(), PodState::withNetworkReleased);
              networkChanged.run();
              return null;
            });
  }

  private static boolean usesHostNetwork(PodState state) {
    return Boolean.TRUE.equals(state.pod().getSpec().getHostNetwork());
  }

  private void warn(PodState state, String reason, String message) {
    edges.events().record(state.object(), EventRecorder.Type.WARNING, reason, message);
  }
}
