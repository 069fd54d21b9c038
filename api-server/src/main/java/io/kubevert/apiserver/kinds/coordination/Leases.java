package io.kubevert.apiserver.kinds.coordination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** Leases. */
public final class Leases implements Strategy {
  private Leases() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.LEASES,
        "lease",
        List.of(),
        List.of(),
        Lease.class,
        new Leases(),
        List.of(
            Column.objectName(),
            Column.text(
                "Holder",
                "Who holds the lease.",
                object -> object.path("spec").path("holderIdentity").asText("")),
            Column.age()),
        Set.of());
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void validate(ObjectNode lease, FieldErrors errors) {
    JsonNode spec = lease.path("spec");
    if (spec.has("leaseDurationSeconds") && spec.path("leaseDurationSeconds").asLong() <= 0) {
      errors.invalid(
          "spec.leaseDurationSeconds",
          spec.path("leaseDurationSeconds").asLong(),
          "must be greater than 0");
    }
    if (spec.path("leaseTransitions").asLong() < 0) {
      errors.invalid(
          "spec.leaseTransitions",
          spec.path("leaseTransitions").asLong(),
          "must be greater than or equal to 0");
    }
  }
}
