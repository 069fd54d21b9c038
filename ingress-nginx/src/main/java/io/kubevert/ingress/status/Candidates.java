package io.kubevert.ingress.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Who would take over from the leader, as annotations of its Lease. One that ends without a word
 * stays named: then the addresses stay, too, which does less harm than to take them from others.
 */
final class Candidates {
  private static final String PREFIX = "candidate.ingress-nginx.kubevert.io/";

  private Candidates() {}

  /** Names one; false when it was named already. */
  static boolean add(ObjectNode lease, String identity) {
    ObjectNode annotations = lease.withObjectProperty("metadata").withObjectProperty("annotations");
    boolean fresh = !annotations.has(PREFIX + identity);
    annotations.put(PREFIX + identity, "");
    return fresh;
  }

  static void remove(ObjectNode lease, String identity) {
    lease
        .withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .remove(PREFIX + identity);
  }

  static List<String> of(ObjectNode lease) {
    return lease.path("metadata").path("annotations").properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> name.startsWith(PREFIX))
        .map(name -> name.substring(PREFIX.length()))
        .toList();
  }
}
