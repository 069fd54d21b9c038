package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.apiserver.validation.Quantities;
import java.util.List;
import java.util.Set;

/** How much of the node a container asks for. */
final class ResourceValidation {
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

  private ResourceValidation() {}

  static void validate(JsonNode resources, String path, FieldErrors errors) {
    for (String list : List.of("limits", "requests")) {
      for (var resource : resources.path(list).properties()) {
        String at = path + "." + list + "[" + resource.getKey() + "]";
        validateName(resource.getKey(), at, errors);
        validateAmount(resource.getValue().asText(""), at, errors);
      }
    }
    for (var request : resources.path("requests").properties()) {
      String name = request.getKey();
      String text = request.getValue().asText("");
      String limit = resources.path("limits").path(name).asText("");
      if (isMore(text, limit)) {
        errors.invalid(
            path + ".requests",
            text,
            "must be less than or equal to " + name + " limit of " + limit);
      }
    }
  }

  private static boolean isMore(String request, String limit) {
    return Quantities.parse(request)
        .flatMap(one -> Quantities.parse(limit).map(two -> one.compareTo(two) > 0))
        .orElse(false);
  }

  private static void validateAmount(String text, String path, FieldErrors errors) {
    var amount = Quantities.parse(text);
    if (amount.isEmpty()) {
      errors.invalid(path, text, Quantities.FAULT);
    } else if (amount.get().signum() < 0) {
      errors.invalid(path, text, "must be greater than or equal to 0");
    }
  }

  /** A resource without a domain is one of Kubernetes' own. */
  private static void validateName(String name, String path, FieldErrors errors) {
    Names.qualifiedName(name).forEach(fault -> errors.invalid(path, name, fault));
    if (name.contains("/") || OF_CONTAINERS.contains(name) || name.startsWith("hugepages-")) {
      return;
    }
    if (!QuotaValidation.COUNTED.contains(name)
        && !name.equals("storage")
        && !name.startsWith("requests.")
        && !name.startsWith("limits.")) {
      errors.invalid(path, name, "must be a standard resource type or fully qualified");
    }
    errors.invalid(path, name, "must be a standard resource for containers");
  }
}
