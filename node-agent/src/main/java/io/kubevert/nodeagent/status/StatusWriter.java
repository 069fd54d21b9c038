package io.kubevert.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Writes a pod's status when it differs from what the API has. */
public final class StatusWriter {
  private final KubeClient client;
  private final String nodeAddress;
  private final Clock clock;

  public StatusWriter(KubeClient client, String nodeAddress, Clock clock) {
    this.client = client;
    this.nodeAddress = nodeAddress;
    this.clock = clock;
  }

  /** Writes; returns the pod as the API then has it, or nothing when there was nothing to write. */
  public Future<Optional<ObjectNode>> write(PodState state) {
    ObjectNode status = PodStatusView.of(state, nodeAddress, clock.instant());
    JsonNode current = state.object().path("status");
    boolean same =
        status.properties().stream()
            .allMatch(
                (Map.Entry<String, JsonNode> field) ->
                    field.getValue().equals(current.path(field.getKey())));
    if (same) {
      return Future.succeededFuture(Optional.empty());
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", state.uid());
    patch.set("status", status);
    return client
        .patch(ResourceTypes.PODS, state.key(), "status", PatchType.MERGE, patch)
        .map(Optional::of);
  }
}
