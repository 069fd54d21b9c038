package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.apiserver.validation.Quantities;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/** Whether a ResourceQuota counts what there is. */
final class QuotaValidation {
  /** What is counted object by object. */
  static final Set<String> COUNTED =
      Set.of(
          "configmaps",
          "persistentvolumeclaims",
          "pods",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "services",
          "services.loadbalancers",
          "services.nodeports");

  private static final Set<String> MEASURED =
      Set.of(
          "cpu",
          "ephemeral-storage",
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory",
          "requests.storage");

  private QuotaValidation() {}

  static void validate(JsonNode spec, FieldErrors errors) {
    for (var hard : spec.path("hard").properties()) {
      String name = hard.getKey();
      String path = "spec.hard[" + name + "]";
      validateName(name, path, errors);
      validateAmount(name, hard.getValue().asText(""), path, errors);
    }
  }

  private static void validateName(String name, String path, FieldErrors errors) {
    Names.qualifiedName(name).forEach(fault -> errors.invalid(path, name, fault));
    boolean known =
        name.contains("/")
            || COUNTED.contains(name)
            || MEASURED.contains(name)
            || name.startsWith("requests.hugepages-")
            || name.startsWith("hugepages-");
    if (!known) {
      if (!name.startsWith("requests.") && !name.startsWith("limits.")) {
        errors.invalid(path, name, "must be a standard resource type or fully qualified");
      }
      errors.invalid(path, name, "must be a standard resource for quota");
    }
  }

  private static void validateAmount(String name, String text, String path, FieldErrors errors) {
    Optional<BigDecimal> amount = Quantities.parse(text);
    if (amount.isPresent() && amount.get().signum() < 0) {
      errors.invalid(path, text, "must be greater than or equal to 0");
    }
    boolean whole = amount.map(value -> value.stripTrailingZeros().scale() <= 0).orElse(true);
    if (COUNTED.contains(name) && !whole) {
      errors.invalid(path, text, "must be an integer");
    }
  }
}
