package io.kubevert.apiserver.kinds.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.selector.LabelSelector;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether PodDisruptionBudgets let a pod be evicted. Counted from the pods as they are, so that of
 * two evictions at once the second one sees the first.
 */
public final class PodEviction {
  private static final ResourceType BUDGETS =
      new ResourceType("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true);
  private static final Set<String> NOT_COUNTED = Set.of("Pending", "Succeeded", "Failed");

  private PodEviction() {}

  /**
   * @throws StatusException if a budget forbids it for now
   */
  public static void admit(ObjectNode pod, OtherObjects objects) {
    if (NOT_COUNTED.contains(pod.path("status").path("phase").asText("Pending"))
        || isDeleting(pod)) {
      return;
    }
    List<ObjectNode> budgets =
        objects.all(BUDGETS).stream().filter(budget -> isAbout(budget, pod)).toList();
    if (budgets.size() > 1) {
      throw new StatusException(
          Statuses.internal(
              "This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                  + " not support."));
    }
    for (ObjectNode budget : budgets) {
      List<ObjectNode> pods =
          objects.all(ResourceTypes.PODS).stream().filter(each -> isAbout(budget, each)).toList();
      int healthy = (int) pods.stream().filter(PodEviction::isHealthy).count();
      int wanted = wanted(budget.path("spec"), pods, objects);
      if (!mayGo(pod, budget.path("spec"), healthy, wanted)) {
        throw new StatusException(
            Statuses.disruptionBudget(
                "The disruption budget "
                    + budget.path("metadata").path("name").asText()
                    + " needs "
                    + wanted
                    + " healthy pods and has "
                    + healthy
                    + " currently"));
      }
    }
  }

  /** A pod that is not ready takes nothing from a budget that is kept without it. */
  private static boolean mayGo(JsonNode pod, JsonNode budget, int healthy, int wanted) {
    boolean spare = healthy > wanted;
    return isHealthy(pod)
        ? spare
        : budget.path("unhealthyPodEvictionPolicy").asText("").equals("AlwaysAllow")
            || wanted > 0 && healthy >= wanted
            || spare;
  }

  private static boolean isAbout(JsonNode budget, JsonNode pod) {
    JsonNode selector = budget.path("spec").path("selector");
    return budget.path("metadata").path("namespace").equals(pod.path("metadata").path("namespace"))
        && selector.isObject()
        && LabelSelector.of(selector).matches(pod);
  }

  private static boolean isDeleting(JsonNode pod) {
    return pod.path("metadata").hasNonNull("deletionTimestamp");
  }

  private static boolean isHealthy(JsonNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True") && !isDeleting(pod);
      }
    }
    return false;
  }

  private static int wanted(JsonNode spec, List<ObjectNode> pods, OtherObjects objects) {
    int expected = expected(pods, objects);
    return spec.hasNonNull("maxUnavailable")
        ? expected - scaled(spec.get("maxUnavailable"), expected)
        : scaled(spec.path("minAvailable"), expected);
  }

  /** How many pods there should be: as many as their controllers want, and those without one. */
  private static int expected(List<ObjectNode> pods, OtherObjects objects) {
    Map<String, Integer> replicas = new HashMap<>();
    for (ResourceType type :
        List.of(ResourceTypes.REPLICA_SETS, statefulSets(), replicationControllers())) {
      objects
          .all(type)
          .forEach(each -> replicas.put(uid(each), each.path("spec").path("replicas").asInt(1)));
    }
    Map<String, Integer> expected = new HashMap<>();
    for (JsonNode pod : pods) {
      String controller = controller(pod);
      expected.put(
          replicas.containsKey(controller) ? controller : uid(pod),
          replicas.getOrDefault(controller, 1));
    }
    return expected.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String controller(JsonNode pod) {
    for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return owner.path("uid").asText();
      }
    }
    return "";
  }

  private static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  /** A number, or a percentage rounded up. */
  private static int scaled(JsonNode value, int of) {
    if (value.isNumber()) {
      return value.asInt();
    }
    String text = value.asText("");
    return text.matches("[0-9]{1,3}%")
        ? Math.ceilDiv(of * Integer.parseInt(text.substring(0, text.length() - 1)), 100)
        : 0;
  }

  private static ResourceType statefulSets() {
    return new ResourceType("apps", "v1", "StatefulSet", "statefulsets", true);
  }

  private static ResourceType replicationControllers() {
    return new ResourceType("", "v1", "ReplicationController", "replicationcontrollers", true);
  }
}
