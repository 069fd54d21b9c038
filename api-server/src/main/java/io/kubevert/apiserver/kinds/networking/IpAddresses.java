package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.kubevert.apiserver.kinds.core.AddressRanges;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** IPAddresses (KEP-1880): who has an address of the cluster's ranges. */
public final class IpAddresses implements Strategy {
  public static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "IPAddress", "ipaddresses", false);

  private final AddressRanges ranges;

  private IpAddresses(AddressRanges ranges) {
    this.ranges = ranges;
  }

  public static ResourceDefinition definition(AddressRanges ranges) {
    return new ResourceDefinition(
        TYPE,
        "ipaddress",
        List.of("ip"),
        List.of(),
        IPAddress.class,
        new IpAddresses(ranges),
        List.of(Column.objectName(), Column.text("ParentRef", "Who has it.", IpAddresses::parent)),
        Set.of());
  }

  private static String parent(JsonNode object) {
    JsonNode parent = object.path("spec").path("parentRef");
    String group = parent.path("group").asText("");
    String namespace = parent.path("namespace").asText("");
    return parent.path("resource").asText("")
        + (group.isEmpty() ? "" : "." + group)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + parent.path("name").asText("");
  }

  /** Whether the address is that of a Service, which has taken it itself. */
  public static boolean isOfService(JsonNode object) {
    JsonNode parent = object.path("spec").path("parentRef");
    return parent.path("group").asText("").isEmpty()
        && parent.path("resource").asText("").equals("services");
  }

  private static Optional<InetAddress> address(JsonNode object) {
    return Addresses.parse(object.path("metadata").path("name").asText(""));
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public List<String> nameFaults(String name) {
    Optional<InetAddress> address = Addresses.parse(name);
    if (address.isEmpty()) {
      return List.of(Addresses.FAULT);
    }
    return Addresses.text(address.get()).equals(name)
        ? List.of()
        : List.of("must be a canonical format IP address");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode parent = object.path("spec").path("parentRef");
    if (!parent.isObject()) {
      errors.required("spec.parentRef", "");
      return;
    }
    for (String field : List.of("resource", "name")) {
      if (parent.path(field).asText("").isEmpty()) {
        errors.required("spec.parentRef." + field, "");
      }
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode parent = object.path("spec").path("parentRef");
    if (!parent.equals(old.path("spec").path("parentRef"))) {
      errors.invalid("spec.parentRef", parent, "field is immutable");
    }
  }

  @Override
  public Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    Optional<InetAddress> address = address(object);
    if (old != null || isOfService(object) || address.isEmpty()) {
      return Reservation.NONE;
    }
    Optional<String> fault = ranges.take(address.get());
    if (fault.isPresent()) {
      errors.invalid("metadata.name", Addresses.text(address.get()), fault.get());
      return Reservation.NONE;
    }
    return new Reservation() {
      @Override
      public void commit() {}

      @Override
      public void rollback() {
        ranges.giveBack(address.get());
      }
    };
  }

  @Override
  public boolean reserves() {
    return true;
  }

  @Override
  public void deleted(ObjectNode object) {
    if (!isOfService(object)) {
      address(object).ifPresent(ranges::giveBack);
    }
  }
}
