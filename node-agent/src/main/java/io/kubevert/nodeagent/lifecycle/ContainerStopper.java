package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.RunningContainer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks containers to stop: the hook first, then the signal; and kills those that do not.
 *
 * <p>The hook's time counts as the grace period's, but after the signal there are always two more
 * seconds.
 */
final class ContainerStopper {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStopper.class);
  private static final long LEAST_MILLIS_AFTER_SIGNAL = 2_000;

  private final PodEdges edges;
  private final ContainerHooks hooks;

  ContainerStopper(PodEdges edges, ContainerHooks hooks) {
    this.edges = edges;
    this.hooks = hooks;
  }

  /**
   * Begins to stop a container and does not wait for it; returns what to remember of it.
   *
   * @param why what people read
   * @param signalled told, when a hook was there and has ended, by when the container must end
   */
  ContainerState.Stop stop(
      PodState pod,
      Container description,
      RunningContainer container,
      long graceSeconds,
      String why,
      LongConsumer signalled) {
    edges.events().record(pod.object(), EventRecorder.Type.NORMAL, "Killing", why);
    long deadline = System.currentTimeMillis() + graceSeconds * 1_000;
    if (graceSeconds == 0 || ContainerHooks.preStop(description).isEmpty()) {
      signal(pod, container);
      return new ContainerState.Stop(deadline, graceSeconds, false);
    }
    hooks
        .beforeStop(pod, description, container, Duration.ofSeconds(graceSeconds))
        .onSuccess(
            ignored -> {
              signal(pod, container);
              long least = System.currentTimeMillis() + LEAST_MILLIS_AFTER_SIGNAL;
              signalled.accept(Math.max(deadline, least));
            });
    return new ContainerState.Stop(deadline + LEAST_MILLIS_AFTER_SIGNAL, graceSeconds, false);
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

  private void signal(PodState pod, RunningContainer container) {
    edges
        .vertx()
        .executeBlocking(
            () -> {
              edges.runtime().signal(container, container.stopSignal());
              return null;
            },
            false)
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("pod", pod.key())
                    .addKeyValue("container", container.name())
                    .setCause(failure)
                    .log("could not signal; it will be killed"));
  }
}
