package io.kubevert.apiserver.controller.node;

import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.Taint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The taints that a node's condition puts on it; those of others stay as they are. */
final class NodeTaints {
  private NodeTaints() {}

  /**
   * @return all taints that the node ought to have
   */
  static List<Taint> of(Node node, Instant now) {
    List<Taint> taints = new ArrayList<>();
    List<Taint> wanted = wanted(node, now);
    for (Taint taint : node.taints()) {
      if (!isOurs(taint) || wanted.stream().anyMatch(taint::same)) {
        taints.add(taint);
      }
    }
    for (Taint taint : wanted) {
      if (taints.stream().noneMatch(taint::same)) {
        taints.add(taint);
      }
    }
    return List.copyOf(taints);
  }

  private static List<Taint> wanted(Node node, Instant now) {
    List<Taint> wanted = new ArrayList<>();
    Optional<Instant> added = Optional.of(now.truncatedTo(ChronoUnit.SECONDS));
    if (!node.ready()) {
      String key = node.readyStatus().equals("False") ? Taint.NOT_READY : Taint.UNREACHABLE;
      wanted.add(new Taint(key, "", Taint.NO_SCHEDULE, added));
      wanted.add(new Taint(key, "", Taint.NO_EXECUTE, added));
    }
    if (node.unschedulable()) {
      wanted.add(new Taint(Taint.UNSCHEDULABLE, "", Taint.NO_SCHEDULE, added));
    }
    return wanted;
  }

  private static boolean isOurs(Taint taint) {
    return taint.key().equals(Taint.NOT_READY)
        || taint.key().equals(Taint.UNREACHABLE)
        || taint.key().equals(Taint.UNSCHEDULABLE);
  }
}
