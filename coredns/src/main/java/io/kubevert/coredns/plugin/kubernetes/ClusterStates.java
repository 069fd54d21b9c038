package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.plugin.ServerContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The states that a server's blocks use, one for each {@link View}: a changed Corefile goes on with
 * what the old one knew, and nothing is listed or kept twice. Belongs to one context.
 */
final class ClusterStates {
  private final Map<View, ClusterState> states = new HashMap<>();

  /** The state for a view; a new one if the last was let go of. */
  ClusterState of(View view, ServerContext context) {
    return states.compute(
        view,
        (ignored, present) ->
            present == null || present.isOver() ? new ClusterState(view, context) : present);
  }
}
