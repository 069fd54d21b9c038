package io.kubevert.apiserver.serviceaddress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.core.AddressRanges;
import io.kubevert.apiserver.kinds.networking.ServiceCidrs;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.validation.Cidr;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says of each ServiceCIDR whether addresses of it are given, and lets one that is deleted go when
 * none of its addresses is used, or each of them is of another range, too.
 */
final class RangeObjects {
  private final Registry registry;
  private final AddressRanges ranges;
  private final ResourceDefinition definition;
  private final InstantSource clock;
  private final ServiceAddresses.Writer writer;
  private boolean someLeave;

  RangeObjects(
      Registry registry,
      ResourceCatalog catalog,
      InstantSource clock,
      ServiceAddresses.Writer writer) {
    this.registry = registry;
    this.ranges = catalog.addressRanges();
    this.definition = catalog.find("networking.k8s.io", "v1", "servicecidrs").orElseThrow();
    this.clock = clock;
    this.writer = writer;
  }

  /** Looks again whenever an address was given back, as long as a range waits for that. */
  void listen() {
    ranges.whenGivenBack(
        () -> {
          if (someLeave) {
            compare();
          }
        });
  }

  void compare() {
    Map<Boolean, List<ObjectNode>> byFate =
        registry.all(ServiceCidrs.TYPE).stream()
            .collect(Collectors.partitioningBy(RangeObjects::isLeaving));
    List<ObjectNode> staying = byFate.get(false);
    List<ObjectNode> leaving = byFate.get(true);
    someLeave = !leaving.isEmpty();
    staying.forEach(cidr -> say(cidr, CidrStatus.READY));
    List<String> texts =
        staying.stream().flatMap(cidr -> ServiceCidrs.cidrs(cidr).stream()).toList();
    for (ObjectNode cidr : leaving) {
      ServiceCidrs.cidrs(cidr).stream()
          .filter(text -> !texts.contains(text))
          .forEach(ranges::remove);
      if (ranges.isUsed(parsed(ServiceCidrs.cidrs(cidr)), parsed(texts))) {
        say(cidr, CidrStatus.TERMINATING);
      } else {
        release(cidr);
      }
    }
  }

  private void say(ObjectNode cidr, CidrStatus status) {
    ObjectNode next = status.of(cidr, clock.instant());
    if (!next.equals(cidr)) {
      writer.write(() -> registry.updateStatus(target(cidr), next, WriteOptions.DEFAULT));
    }
  }

  private void release(ObjectNode cidr) {
    ObjectNode released = cidr.deepCopy();
    ArrayNode finalizers = released.withObject("/metadata").putArray("finalizers");
    for (JsonNode finalizer : cidr.path("metadata").path("finalizers")) {
      if (!finalizer.asText().equals(ServiceCidrs.FINALIZER)) {
        finalizers.add(finalizer);
      }
    }
    if (!released.equals(cidr)) {
      writer.write(() -> registry.update(target(cidr), released, WriteOptions.DEFAULT));
    }
  }

  private static boolean isLeaving(JsonNode cidr) {
    return cidr.path("metadata").has("deletionTimestamp");
  }

  private static List<Cidr> parsed(List<String> texts) {
    return texts.stream().map(Cidr::parse).flatMap(Optional::stream).toList();
  }

  private Target target(JsonNode cidr) {
    return new Target(definition, "", cidr.path("metadata").path("name").asText());
  }
}
