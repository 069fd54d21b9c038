package io.kubevert.kubeproxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.kubeproxy.address.Cidrs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The ranges that cluster addresses are of: those that the proxy was told at its start, and those
 * of ServiceCIDR objects, which come and go. Belongs to one context.
 */
final class ServiceRanges {
  private final List<String> configured;
  private final Consumer<List<String>> changed;
  private final Informer<List<String>> objects;
  private List<String> known;

  /**
   * @param configured the ranges that count whatever objects there are
   * @param changed told all ranges when they are others than before
   */
  ServiceRanges(
      Vertx vertx, KubeClient client, List<String> configured, Consumer<List<String>> changed) {
    this.configured = configured;
    this.changed = changed;
    this.known = configured;
    this.objects = new Informer<>(vertx, client, ResourceTypes.SERVICE_CIDRS, ServiceRanges::cidrs);
    objects.onChange(change -> look());
  }

  /** Completes when all are known. */
  Future<Void> start() {
    return objects.start();
  }

  Future<Void> stop() {
    return objects.stop();
  }

  private static List<String> cidrs(ObjectNode object) {
    List<String> cidrs = new ArrayList<>();
    object.at("/spec/cidrs").forEach(cidr -> cidrs.add(cidr.asText()));
    cidrs.removeIf(cidr -> !Cidrs.isCidr(cidr));
    return cidrs;
  }

  private void look() {
    List<String> all =
        Stream.concat(
                configured.stream(), objects.values().stream().flatMap(Collection::stream).sorted())
            .distinct()
            .toList();
    if (!all.equals(known)) {
      known = all;
      changed.accept(all);
    }
  }
}
