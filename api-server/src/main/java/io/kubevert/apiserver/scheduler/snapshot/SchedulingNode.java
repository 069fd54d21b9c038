package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scheduler knows of a node. Two are equal when no decision could differ, whatever else
 * was written to the node.
 *
 * @param taints its taints, and one for not being ready even before anybody has put it on
 * @param allocatable what all its pods together may ask for; zero where the node does not say
 * @param mostPods how many pods it may have
 */
public record SchedulingNode(
    String name,
    Map<String, String> labels,
    boolean unschedulable,
    List<Taint> taints,
    Resources allocatable,
    int mostPods) {
  private static final int DEFAULT_MOST_PODS = 110;

  public static SchedulingNode of(JsonNode object) {
    Node node = Node.of(object);
    JsonNode allocatable = object.path("status").path("allocatable");
    return new SchedulingNode(
        node.name(),
        node.labels(),
        node.unschedulable(),
        taints(node),
        Resources.of(allocatable),
        allocatable.path("pods").asInt(DEFAULT_MOST_PODS));
  }

  private static List<Taint> taints(Node node) {
    List<Taint> taints = new ArrayList<>(node.taints());
    Taint notReady = new Taint(Taint.NOT_READY, "", Taint.NO_SCHEDULE, Optional.empty());
    Taint unreachable = new Taint(Taint.UNREACHABLE, "", Taint.NO_SCHEDULE, Optional.empty());
    if (!node.ready() && taints.stream().noneMatch(t -> t.same(notReady) || t.same(unreachable))) {
      taints.add(notReady);
    }
    return List.copyOf(taints);
  }
}
