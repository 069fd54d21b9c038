package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.kubevert.apiserver.kinds.core.AddressRanges;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.Cidr;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** ServiceCIDRs (KEP-1880): ranges that cluster IPs are given from. */
public final class ServiceCidrs implements Strategy {
  public static final ResourceType TYPE = ResourceTypes.SERVICE_CIDRS;

  /** Keeps a range until none of its addresses is used. */
  public static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";

  private static final String IMMUTABLE = "field is immutable";
  private static final int LEAST_BITS = 3;

  private final AddressRanges ranges;

  private ServiceCidrs(AddressRanges ranges) {
    this.ranges = ranges;
  }

  public static ResourceDefinition definition(AddressRanges ranges) {
    return new ResourceDefinition(
        TYPE,
        "servicecidr",
        List.of(),
        List.of(),
        ServiceCIDR.class,
        new ServiceCidrs(ranges),
        List.of(
            Column.objectName(),
            Column.text("CIDRs", "The ranges.", object -> String.join(",", cidrs(object))),
            Column.age()),
        Set.of("status"));
  }

  /** The ranges of an object. */
  public static List<String> cidrs(JsonNode object) {
    List<String> cidrs = new ArrayList<>();
    object.path("spec").path("cidrs").forEach(each -> cidrs.add(each.asText()));
    return cidrs;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    object.remove("status");
    object.withObject("/metadata").putArray("finalizers").add(FINALIZER);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode cidrs = object.path("spec").path("cidrs");
    if (cidrs.isEmpty()) {
      errors.required("spec.cidrs", "at least one CIDR required");
      return;
    }
    if (cidrs.size() > 2) {
      errors.invalid("spec.cidrs", cidrs, "may only hold up to 2 values");
      return;
    }
    List<Optional<Cidr>> parsed = cidrs(object).stream().map(Cidr::parse).toList();
    for (int i = 0; i < parsed.size(); i++) {
      String path = "spec.cidrs[" + i + "]";
      String text = cidrs.get(i).asText();
      parsed
          .get(i)
          .ifPresentOrElse(
              cidr -> requireRoom(cidr, text, path, errors),
              () -> errors.invalid(path, text, Cidr.FAULT));
    }
    long families = parsed.stream().flatMap(Optional::stream).map(Cidr::family).distinct().count();
    if (errors.isEmpty() && families < parsed.size()) {
      errors.invalid(
          "spec.cidrs",
          cidrs,
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/96");
    }
  }

  private static void requireRoom(Cidr cidr, String text, String path, FieldErrors errors) {
    if (cidr.bits() - cidr.prefix() < LEAST_BITS) {
      errors.invalid(path, text, "must have at least 8 addresses");
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode cidrs = object.path("spec").path("cidrs");
    JsonNode before = old.path("spec").path("cidrs");
    boolean sameSize = cidrs.size() == before.size();
    boolean toDualStack = before.size() == 1 && cidrs.size() == 2;
    if (!sameSize && !toDualStack) {
      errors.invalid("spec.cidrs", cidrs, IMMUTABLE);
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!cidrs.get(i).equals(before.get(i))) {
        errors.invalid("spec.cidrs[" + i + "]", cidrs.get(i).asText(), IMMUTABLE);
      }
    }
  }

  /**
   * A range that is on its way out counts, too, until the server has started: Services whose
   * addresses are of it are restored after it.
   */
  @Override
  public Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    List<String> before = old == null ? List.of() : cidrs(old);
    List<String> added = cidrs(object).stream().filter(each -> !before.contains(each)).toList();
    return new Reservation() {
      @Override
      public void commit() {
        added.forEach(ranges::add);
      }

      @Override
      public void rollback() {}
    };
  }

  @Override
  public boolean reserves() {
    return true;
  }
}
