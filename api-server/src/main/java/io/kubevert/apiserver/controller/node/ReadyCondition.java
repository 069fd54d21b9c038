package io.kubevert.apiserver.controller.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Fields;
import io.kubevert.apiserver.controller.workload.Conditions;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes what a silent node and its pods can no longer say of themselves, and takes it back. */
final class ReadyCondition {
  private static final String READY = "Ready";
  private static final String NODE_SILENT = "NodeStatusUnknown";
  private static final String POD_ON_SILENT_NODE = "NodeNotReady";
  private static final String MESSAGE = "Kubelet stopped posting node status.";
  private static final List<String> PRESSURES =
      List.of("MemoryPressure", "DiskPressure", "PIDPressure");

  private final KubeClient client;
  private final Clock clock;

  ReadyCondition(KubeClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Nobody knows whether the node is ready. */
  Future<Void> nodeUnknown(ObjectKey node) {
    return change(
        ResourceTypes.NODES,
        node,
        existing -> {
          Conditions conditions = new Conditions(existing, clock.instant());
          for (String pressure : PRESSURES) {
            if (!Fields.condition(existing, pressure).isMissingNode()) {
              conditions.set(pressure, "Unknown", NODE_SILENT, MESSAGE);
            }
          }
          return conditions.set(READY, "Unknown", NODE_SILENT, MESSAGE).toJson();
        });
  }

  /** The node is heard of again, and has not said anything to the contrary. */
  Future<Void> nodeBack(ObjectKey node) {
    return change(
        ResourceTypes.NODES,
        node,
        existing -> {
          Conditions conditions = new Conditions(existing, clock.instant());
          for (String pressure : PRESSURES) {
            if (reason(existing, pressure).equals(NODE_SILENT)) {
              conditions.set(
                  pressure, "False", "KubeletHasNo" + pressure, "kubelet has no pressure");
            }
          }
          if (reason(existing, READY).equals(NODE_SILENT)) {
            conditions.set(READY, "True", "KubeletReady", "kubelet is posting ready status");
          }
          return conditions.toJson();
        });
  }

  /** A pod cannot be reached, whatever its last word was. */
  Future<Void> podLost(ObjectKey pod, String message) {
    return change(
        ResourceTypes.PODS,
        pod,
        existing ->
            Fields.condition(existing, READY).path("status").asText().equals("True")
                ? new Conditions(existing, clock.instant())
                    .set(READY, "False", POD_ON_SILENT_NODE, message)
                    .toJson()
                : existing);
  }

  /** A pod is as it was before {@link #podLost}. */
  Future<Void> podBack(ObjectKey pod) {
    return change(
        ResourceTypes.PODS,
        pod,
        existing ->
            reason(existing, READY).equals(POD_ON_SILENT_NODE)
                ? new Conditions(existing, clock.instant()).set(READY, "True", "", "").toJson()
                : existing);
  }

  private static String reason(JsonNode conditions, String type) {
    return Fields.condition(conditions, type).path("reason").asText();
  }

  private Future<Void> change(ResourceType type, ObjectKey key, UnaryOperator<ArrayNode> changed) {
    return client
        .get(type, key)
        .compose(
            object -> {
              ObjectNode status = object.withObjectProperty("status");
              ArrayNode existing = status.withArrayProperty("conditions");
              ArrayNode conditions = changed.apply(existing);
              if (conditions.equals(existing)) {
                return Future.succeededFuture();
              }
              status.set("conditions", conditions);
              return client.updateStatus(type, object).<Void>mapEmpty();
            })
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
