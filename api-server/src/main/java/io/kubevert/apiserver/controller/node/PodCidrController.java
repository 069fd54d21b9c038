package io.kubevert.apiserver.controller.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.client.Json;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Gives every node the addresses of its pods, {@code spec.podCIDR}. A block is free again when its
 * node is deleted; the nodes themselves are the only record of what is taken.
 */
public final class PodCidrController {
  private final ObjectCache<Node> nodes;
  private final Ipv4Range clusterCidr;
  private final int maskSize;
  private final EventRecorder events;
  private final WorkQueue<ObjectKey> queue;

  /**
   * @param maskSize the prefix length of a node's block
   */
  public PodCidrController(ControllerContext context, Ipv4Range clusterCidr, int maskSize) {
    this.nodes = context.caches().nodes();
    this.clusterCidr = clusterCidr;
    this.maskSize = maskSize;
    this.events = context.events("cidrAllocator");
    // One at a time, or two nodes might be given the same block.
    this.queue = context.queue("podcidr", 1, this::reconcile);
    nodes.onChange(
        change -> {
          if (change.after().isPresent()) {
            queue.add(change.key());
          } else {
            nodes.values().stream()
                .filter(node -> node.podCidr().isEmpty())
                .forEach(node -> queue.add(node.key()));
          }
        });
  }

  private Future<Void> reconcile(ObjectKey key) {
    return nodes
        .get(key)
        .filter(node -> node.podCidr().isEmpty())
        .map(this::assign)
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> assign(Node node) {
    Optional<Ipv4Range> free = firstFree(clusterCidr, maskSize, nodes.values());
    if (free.isEmpty()) {
      events.record(
          node.metadata().reference(ResourceTypes.NODES),
          EventRecorder.Type.WARNING,
          "CIDRNotAvailable",
          "Node " + node.name() + " status is now: CIDRNotAvailable");
      return Future.succeededFuture();
    }
    ObjectNode patch = Json.object();
    ObjectNode spec = patch.putObject("spec").put("podCIDR", free.get().toString());
    spec.putArray("podCIDRs").add(free.get().toString());
    return nodes.patch(node.key(), patch).mapEmpty();
  }

  /** The first block that no node's block overlaps. */
  static Optional<Ipv4Range> firstFree(
      Ipv4Range clusterCidr, int maskSize, Collection<Node> nodes) {
    List<Ipv4Range> taken = new ArrayList<>();
    nodes.forEach(node -> node.podCidr().map(Ipv4Range::parse).ifPresent(taken::add));
    for (int index = 0; index < clusterCidr.blocks(maskSize); index++) {
      Ipv4Range block = clusterCidr.block(index, maskSize);
      if (taken.stream().noneMatch(block::overlaps)) {
        return Optional.of(block);
      }
    }
    return Optional.empty();
  }
}
