package io.kubevert.apiserver.managedfields;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** In which order the items of a list stand after somebody has applied some of them. */
final class ItemOrder {
  private ItemOrder() {}

  /**
   * What is applied comes in the order in which it is applied; what others have put between stays
   * where it was among the items that come before it.
   */
  static List<String> of(Collection<String> live, Collection<String> applied) {
    Set<String> before = new HashSet<>(live);
    Set<String> wanted = new HashSet<>(applied);
    Deque<String> pending = new ArrayDeque<>(applied);
    Deque<String> shared = new ArrayDeque<>(applied.stream().filter(before::contains).toList());
    List<String> order = new ArrayList<>();
    for (String item : live) {
      if (!wanted.contains(item)) {
        order.add(item);
      } else if (item.equals(shared.peek())) {
        shared.poll();
        takeThrough(item, pending, order);
      }
    }
    order.addAll(pending);
    return order;
  }

  private static void takeThrough(String last, Deque<String> pending, List<String> order) {
    String next;
    do {
      next = pending.remove();
      order.add(next);
    } while (!next.equals(last));
  }
}
