package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parts in which a change of elements is made, one after the other.
 *
 * <p>A packet that comes while a change takes effect may find one map as it was and the next as it
 * is: it must not find an address that is known, and whose ports are not, and so be refused.
 *
 * <p>Very many additions are made some thousands at a time, so that neither side holds all of them
 * as messages at once. An element comes after those that it leads to.
 */
public final class Stages {
  private static final int MOST_TOGETHER = 10_000;
  private static final int KNOWN_ADDRESS = 3;

  private Stages() {}

  /** The parts of a change; none is empty. */
  public static List<List<Operation>> of(List<Operation> elements) {
    boolean piecemeal =
        elements.size() > MOST_TOGETHER
            && elements.stream().allMatch(Operation.AddElement.class::isInstance);
    Map<Integer, List<Operation>> parts = new TreeMap<>();
    for (Operation operation : elements) {
      int rank = rank(operation);
      int part = piecemeal ? rank : rank / KNOWN_ADDRESS;
      parts.computeIfAbsent(part, none -> new ArrayList<>()).add(operation);
    }
    return piecemeal
        ? parts.values().stream().flatMap(Stages::pieces).toList()
        : List.copyOf(parts.values());
  }

  private static Stream<List<Operation>> pieces(List<Operation> part) {
    return IntStream.iterate(0, from -> from < part.size(), from -> from + MOST_TOGETHER)
        .mapToObj(from -> part.subList(from, Math.min(part.size(), from + MOST_TOGETHER)));
  }

  /** Higher for what is asked earlier on a packet's way. */
  private static int rank(Operation operation) {
    if (!(operation instanceof Operation.AddElement(Element added))) {
      return 0;
    }
    return switch (added.key().collection()) {
      case Skeleton.FIREWALLED_SERVICES,
          Skeleton.EXTERNAL_CLUSTER_POLICY,
          Skeleton.EXTERNAL_LOCAL_POLICY ->
          1;
      case Skeleton.SERVICES -> 2;
      case Skeleton.CLUSTER_IPS -> KNOWN_ADDRESS;
      default -> 0;
    };
  }
}
